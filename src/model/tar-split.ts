import { ParseError } from './errors.ts';

/** A line of tar-split.json, which Docker keeps of each image layer (vbatts/tar-split, tar/storage/entry.go). */
export type TarSplitPart =
  /** Bytes of the tar as they are: headers, and the padding before them. */
  | { readonly kind: 'raw'; readonly content: Buffer }
  /** An entry of the tar. `path` has one character a byte; `size` is that of its content. */
  | { readonly kind: 'file'; readonly path: string; readonly size: number };

const SOURCE = 'tar-split.json';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function decoded(value: unknown, line: string): Buffer {
  if (typeof value === 'string' && BASE64.test(value)) return Buffer.from(value, 'base64');
  throw new ParseError(SOURCE, 'base64', line);
}

function record(line: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(line);
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new ParseError(SOURCE, 'an object', line);
}

/** Reads one line. Go leaves out a size of 0 and an empty payload. @throws ParseError or SyntaxError */
export function parseTarSplitLine(line: string): TarSplitPart {
  const { type, payload, name, name_raw: raw, size = 0 } = record(line);
  if (type === 2) return { kind: 'raw', content: decoded(payload ?? '', line) };
  if (type !== 1) throw new ParseError(SOURCE, 'type 1 or 2', line);
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw new ParseError(SOURCE, 'a size', line);
  }
  if (raw !== undefined) return { kind: 'file', path: decoded(raw, line).toString('latin1'), size };
  if (typeof name === 'string')
    return { kind: 'file', path: Buffer.from(name).toString('latin1'), size };
  throw new ParseError(SOURCE, 'a name', line);
}
