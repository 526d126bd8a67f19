import { ParseError } from '../model/errors.ts';
import { parseTarSplitLine } from '../model/tar-split.ts';
import { bytes, type Bytes } from '../model/units.ts';

/** Totals of a layer's tar, and its unfit entries, according to its tar-split. */
export interface TarSplitTotals {
  readonly entries: number;
  /** Space of its files in blocks of 4 KiB. */
  readonly room: Bytes;
  /** Entries that overlay2 would take for something else, with the reason; no more than MOST_NAMED. */
  readonly unfit: readonly string[];
}

const BLOCK = 4096;
const MOST_NAMED = 3;

/** Bytes of a tar header, and where it has the type and the device numbers (tar(5), POSIX ustar). */
const HEADER = 512;
const TYPE = 156;
const DEVICES = [329, 337] as const;
const CHARACTER_DEVICE = 0x33;

const isZero = (header: Buffer, offset: number): boolean =>
  /^[ 0]*$/.test(header.toString('latin1', offset, offset + 8).replaceAll('\0', ''));

/** Header of a character device 0:0. */
const isWhiteout = (header: Buffer): boolean =>
  header[TYPE] === CHARACTER_DEVICE && DEVICES.every((offset) => isZero(header, offset));

/** A record of a pax header, as Docker writes the extended attributes of a file (moby, pkg/archive). */
const OVERLAY_ATTRIBUTE = 'SCHILY.xattr.trusted.overlay.';

/** The base64 digits of such a record that do not depend on what stands before and after it. */
const ENCODED = [0, 1, 2].map((before) => {
  const whole = Buffer.concat([Buffer.alloc(before), Buffer.from(OVERLAY_ATTRIBUTE)]);
  const digits = whole.toString('base64');
  return digits.slice(before === 0 ? 0 : before + 1, Math.floor(whole.length / 3) * 4);
});

/** Begins a line of headers; most of them are never decoded. */
const RAW = '{"type":2,';

/**
 * Says why overlay2 cannot hold an entry. Only what has no content can be a device.
 * @param line the raw part before it: padding, extended headers, and last its header
 */
function faultIn(source: string, line: string, size: number): string | null {
  const hasAttribute = ENCODED.some((digits) => line.includes(digits));
  if (line === '' || (size > 0 && !hasAttribute)) return null;
  const part = partOf(source, line);
  const raw = part.kind === 'raw' ? part.content : Buffer.alloc(0);
  if (raw.length >= HEADER && isWhiteout(raw.subarray(-HEADER)))
    return 'is a character device 0:0, which overlay2 would take for a deleted file';
  return raw.includes(OVERLAY_ATTRIBUTE)
    ? 'has an attribute trusted.overlay.*, which overlay2 would take for its own'
    : null;
}

/**
 * Adds up the entries in a layer's tar-split, and looks for those that overlay2 cannot hold.
 * @param source names it in errors
 * @throws ParseError
 */
export async function tarSplitTotals(
  source: string,
  lines: AsyncIterable<string>,
): Promise<TarSplitTotals> {
  let entries = 0;
  let room = 0;
  let raw = '';
  const unfit: string[] = [];
  for await (const line of lines) {
    if (line === '') continue;
    if (line.startsWith(RAW)) {
      raw = line;
      continue;
    }
    const part = partOf(source, line);
    if (part.kind !== 'file') continue;
    entries += 1;
    room += Math.ceil(part.size / BLOCK) * BLOCK;
    const fault = faultIn(source, raw, part.size);
    if (fault !== null && unfit.length < MOST_NAMED)
      unfit.push(`${Buffer.from(part.path, 'latin1').toString('utf8')} ${fault}`);
    raw = '';
  }
  return { entries, room: bytes(room), unfit };
}

function partOf(source: string, line: string) {
  try {
    return parseTarSplitLine(line);
  } catch (error) {
    throw new ParseError(source, error instanceof Error ? error.message : 'a part of a tar', line);
  }
}
