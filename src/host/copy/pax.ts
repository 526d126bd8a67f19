import { ParseError } from '../../model/errors.ts';

/** Records of an extended header by key. Keys and values are bytes; keys are latin1 strings. */
export type PaxRecords = ReadonlyMap<string, Buffer>;

const SOURCE = 'extended header of tar';

const [BLANK, EQUALS, NEWLINE] = [0x20, 0x3d, 0x0a];

/**
 * Reads records `LENGTH KEY=VALUE\n` (pax(1), Extended Header). LENGTH counts the whole record, so
 * values may contain newlines and zeros.
 * @throws ParseError on anything else
 */
export function readPax(body: Buffer): PaxRecords {
  const records = new Map<string, Buffer>();
  let at = 0;
  while (at < body.length) {
    const { key, value, end } = recordAt(body, at);
    records.set(key, value);
    at = end;
  }
  return records;
}

function recordAt(body: Buffer, at: number) {
  const blank = body.indexOf(BLANK, at);
  const digits = body.toString('latin1', at, Math.max(at, blank));
  const end = at + Number(digits);
  const equals = body.indexOf(EQUALS, blank);
  const isWhole = /^\d{1,10}$/.test(digits) && end <= body.length && body[end - 1] === NEWLINE;
  if (!isWhole || equals < 0 || equals >= end) {
    throw new ParseError(SOURCE, 'LENGTH KEY=VALUE', body.toString('latin1', at, at + 100));
  }
  const value = Buffer.from(body.subarray(equals + 1, end - 1));
  return { key: body.toString('latin1', blank + 1, equals), value, end };
}

/** Returns a record as text, one character a byte. */
export const textOf = (records: PaxRecords, key: string): string | undefined =>
  records.get(key)?.toString('latin1');

/** Returns a record that is a whole number. @throws ParseError */
export function numberOf(records: PaxRecords, key: string): number | undefined {
  const text = textOf(records, key);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new ParseError(SOURCE, `a number as ${key}`, text);
}
