import { isUtf8 } from 'node:buffer';
import { ParseError } from '../../model/errors.ts';
import { bytes, SECTOR_BYTES, type Bytes } from '../../model/units.ts';
import { checksumOf, fieldsOf } from './fields.ts';
import type { Area } from './label.ts';

const SOURCE = 'LVM metadata area';

/** Of struct mda_header (lvm2, lib/format_text/layout.h). */
export const AREA_HEADER: Bytes = bytes(SECTOR_BYTES);

const MAGIC = ' LVM2 x[5A%r0N*>';
const VERSION = 1;

/** Where the text that counts lies; it goes on right behind the header when it meets the end. */
export interface TextPlace {
  readonly parts: readonly Area[];
  readonly checksum: number;
}

/**
 * The header of a metadata area. A second text, one that is written and not committed, is an error.
 * @param raw AREA_HEADER bytes from the beginning of the area
 * @returns null: there is no text, so the physical volume is in no group
 * @throws ParseError
 */
export function parseAreaHeader(raw: Uint8Array, area: Area): TextPlace | null {
  const header = fieldsOf(SOURCE, raw, AREA_HEADER);
  if (header.u32(0) !== checksumOf(raw.subarray(4, AREA_HEADER))) {
    throw wrong('the checksum of its bytes', String(header.u32(0)));
  }
  const isWhole = header.byteCount(24) === area.offset && header.byteCount(32) === area.size;
  if (header.word(4, 16) !== MAGIC || header.u32(20) !== VERSION || !isWhole) {
    throw wrong('a header of version 1 for this area', header.word(4, 16));
  }
  // struct raw_locn: offset from the area's beginning, size, checksum, flags; a list of them.
  const [first, second] = [40, 64];
  if (!header.isZero(second, AREA_HEADER)) throw wrong('one text', 'a second one');
  if (header.isZero(first, second)) return null;
  if (header.u32(first + 20) !== 0) throw wrong('no flags', String(header.u32(first + 20)));
  const text = { offset: header.byteCount(first), size: header.byteCount(first + 8) };
  return { parts: partsOf(area, text), checksum: header.u32(first + 16) };
}

const wrong = (expected: string, found: string): ParseError =>
  new ParseError(SOURCE, expected, found);

function partsOf(area: Area, { offset, size }: Area): readonly Area[] {
  const isInside = offset >= AREA_HEADER && offset < area.size;
  if (!isInside || size === 0 || size > area.size - AREA_HEADER) {
    throw wrong('a text inside of it', `${String(size)} bytes at ${String(offset)}`);
  }
  const first = Math.min(size, area.size - offset);
  const parts = [{ offset: bytes(area.offset + offset), size: bytes(first) }];
  if (first === size) return parts;
  return [...parts, { offset: bytes(area.offset + AREA_HEADER), size: bytes(size - first) }];
}

/**
 * The text of a group's metadata, without the zero byte that ends it.
 * @param raw its parts, joined
 * @throws ParseError
 */
export function metadataText(raw: Uint8Array, { checksum }: TextPlace): string {
  if (checksumOf(raw) !== checksum) throw wrong('the checksum of the text', String(checksum));
  if (raw.indexOf(0) !== raw.length - 1) throw wrong('a zero byte at the end of the text', 'none');
  if (!isUtf8(raw)) throw wrong('UTF-8', 'other bytes');
  return Buffer.from(raw.subarray(0, -1)).toString('utf8');
}
