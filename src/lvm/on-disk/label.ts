import { ParseError } from '../../model/errors.ts';
import { bytes, SECTOR_BYTES, type Bytes } from '../../model/units.ts';
import { checksumOf, fieldsOf } from './fields.ts';

const SOURCE = 'LVM label';

/** LVM looks for its label in the first four sectors (lvm2, lib/label/label.h). */
export const LABEL_AREA: Bytes = bytes(4 * SECTOR_BYTES);

/** A part of a disk. */
export interface Area {
  readonly offset: Bytes;
  readonly size: Bytes;
}

/** What a physical volume says of itself. */
export interface Label {
  readonly uuid: string;
  readonly size: Bytes;
  /** Where the extents begin. */
  readonly dataStart: Bytes;
  /** The one copy of the group's metadata on this disk. */
  readonly metadata: Area;
  /** It says that it is in a volume group (PV_EXT_USED). */
  readonly used: boolean;
}

const MAGIC = 'LABELONE';
const TYPE = 'LVM2 001';
/** Of struct label_header: where the checked bytes begin. */
const CHECKED_FROM = 20;
const HEADER_LENGTH = 32;
const EXTENSION_VERSION = 2;
const USED = 1;

/**
 * The label of a physical volume as pvcreate(8) writes it: one data area, one metadata area, no
 * room for a boot loader, an extension of version 2 (lvm2, lib/format_text/layout.h; since
 * 2.02.149). Anything else is an error, also where LVM itself would be content.
 * @param head the first LABEL_AREA bytes of the disk
 * @returns null: there is no label
 * @throws ParseError
 */
export function parseLabel(head: Uint8Array): Label | null {
  const sectors = [0, 1, 2, 3].filter(
    (n) => fieldsOf(SOURCE, head, LABEL_AREA).word(n * SECTOR_BYTES, 8) === MAGIC,
  );
  const [number] = sectors;
  if (number === undefined) return null;
  if (sectors.length > 1) throw wrong('one label', String(sectors.length));
  const start = number * SECTOR_BYTES;
  return labelIn(head.subarray(start, start + SECTOR_BYTES), number);
}

const wrong = (expected: string, found: string): ParseError =>
  new ParseError(SOURCE, expected, found);

function labelIn(sector: Uint8Array, number: number): Label {
  const label = fieldsOf(SOURCE, sector, SECTOR_BYTES);
  if (label.u32(16) !== checksumOf(sector.subarray(CHECKED_FROM))) {
    throw wrong('the checksum of its bytes', String(label.u32(16)));
  }
  const isPlain = label.byteCount(8) === number && label.u32(20) === HEADER_LENGTH;
  if (!isPlain || label.word(24, 8) !== TYPE) throw wrong(TYPE, label.word(24, 8));
  // struct pv_header: uuid, size, then offset and size of each data area, nothing, each metadata
  // area, nothing; then the extension: version, flags, boot loader areas.
  const [uuid, size, data, metadata, extension] = [32, 64, 72, 104, 136];
  const end = [88, 120, 144].every((at) => label.isZero(at, at + 16));
  if (!end || label.byteCount(data + 8) !== 0) throw wrong('one area of each kind', 'others');
  if (label.u32(extension) !== EXTENSION_VERSION || (label.u32(extension + 4) | USED) !== USED) {
    throw wrong('extension 2', `${String(label.u32(extension))} ${String(label.u32(140))}`);
  }
  return {
    uuid: withHyphens(label.word(uuid, 32)),
    size: label.byteCount(size),
    dataStart: label.byteCount(data),
    metadata: { offset: label.byteCount(metadata), size: label.byteCount(metadata + 8) },
    used: label.u32(extension + 4) === USED,
  };
}

const UUID = /^([A-Za-z0-9]{6})(.{4})(.{4})(.{4})(.{4})(.{4})([A-Za-z0-9]{6})$/;

/** As LVM prints it, in groups of 6-4-4-4-4-4-6. */
function withHyphens(letters: string): string {
  const groups = /^[A-Za-z0-9]{32}$/.test(letters) ? UUID.exec(letters) : null;
  if (groups === null) throw wrong('32 letters and digits', letters);
  return groups.slice(1).join('-');
}
