import { plainUuid } from '../model/names.ts';
import { bytes, MIB, SECTOR_BYTES, type Bytes } from '../model/units.ts';

/** LVM looks for its label in the first four sectors (lvm2, lib/label/label.h). */
export const LABEL_SECTORS = 4;

/** struct label_header is 32 bytes long, and says where struct pv_header begins behind it. */
const [CONTENT_OFFSET, UUID_BYTES, PLACE_BYTES] = [20, 32, 16];

/** Most data and metadata areas that are read; LVM writes one and two. */
const MOST_AREAS = 8;

/**
 * Returns how many bytes of a physical volume are not for extents: those before its data area, and those of a
 * metadata area behind it (lvm2, lib/format_text/layout.h: struct pv_header, two lists of areas).
 * @param start the first four sectors of the device
 * @returns null where they hold no label of this physical volume
 */
export function bytesBesideExtents(start: Uint8Array, uuid: string): Bytes | null {
  const raw = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  for (let at = 0; at < LABEL_SECTORS * SECTOR_BYTES; at += SECTOR_BYTES) {
    const sector = raw.subarray(at, at + SECTOR_BYTES);
    if (sector.length < SECTOR_BYTES || sector.toString('latin1', 0, 8) !== 'LABELONE') continue;
    const header = sector.readUInt32LE(CONTENT_OFFSET);
    if (sector.toString('latin1', header, header + UUID_BYTES) !== plainUuid(uuid)) continue;
    return besideExtents(sector, header + UUID_BYTES + 8);
  }
  return null;
}

interface Area {
  readonly offset: number;
  readonly size: number;
}

function besideExtents(sector: Buffer, first: number): Bytes | null {
  const data = areasAt(sector, first);
  const metadata = areasAt(sector, first + (data.length + 1) * PLACE_BYTES);
  const begin = data[0]?.offset;
  if (begin === undefined) return null;
  const behind = metadata.filter(({ offset }) => offset > begin);
  // LVM aligns the area at the end.
  const rounded = behind.map(({ size }) => Math.ceil(size / MIB) * MIB);
  return bytes(begin + rounded.reduce((sum, size) => sum + size, 0));
}

/** Reads a list of areas up to the empty one that ends it. */
function areasAt(sector: Buffer, first: number): readonly Area[] {
  const areas: Area[] = [];
  for (let at = first; areas.length < MOST_AREAS && at + PLACE_BYTES <= sector.length;) {
    const offset = Number(sector.readBigUInt64LE(at));
    if (offset === 0) break;
    areas.push({ offset, size: Number(sector.readBigUInt64LE(at + 8)) });
    at += PLACE_BYTES;
  }
  return areas;
}
