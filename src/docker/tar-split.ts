import { ParseError } from '../model/errors.ts';
import { isRecord, parseJson } from '../model/json.ts';
import { bytes, type Bytes } from '../model/units.ts';

/** Totals of a layer's tar, according to its tar-split. */
export interface TarSplitTotals {
  readonly entries: number;
  /** Space of its files in blocks of 4 KiB. */
  readonly room: Bytes;
}

const BLOCK = 4096;

/**
 * Adds up the files in a layer's tar-split: JSON lines of which type 1 is an entry, `size` its content
 * (vbatts/tar-split, tar/storage/entry.go). Lines of type 2, raw headers, are passed over unread.
 * @param source names it in errors
 * @throws ParseError
 */
export async function tarSplitTotals(
  source: string,
  lines: AsyncIterable<string>,
): Promise<TarSplitTotals> {
  let entries = 0;
  let room = 0;
  for await (const line of lines) {
    if (line === '' || line.startsWith('{"type":2,')) continue;
    const entry = parseJson(source, line);
    if (!isRecord(entry)) throw new ParseError(source, 'a JSON object', line.slice(0, 100));
    if (entry['type'] !== 1) continue;
    const size = entry['size'] ?? 0;
    if (typeof size !== 'number') throw new ParseError(source, 'a size', line.slice(0, 100));
    entries += 1;
    room += Math.ceil(size / BLOCK) * BLOCK;
  }
  return { entries, room: bytes(room) };
}
