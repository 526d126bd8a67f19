import type { Placing } from '../model/facts/lvm-state.ts';
import {
  bytes,
  extents,
  KIB,
  MIB,
  SECTOR_BYTES,
  type Bytes,
  type Extents,
} from '../model/units.ts';

/** The values that lvm.conf(5) gives pvcreate and vgcreate where it sets none. */
export const DEFAULT_PLACING: Placing = {
  alignment: null,
  defaultAlignment: bytes(MIB),
  detectsAlignment: true,
  metadataSize: null,
  metadataCopies: 1,
  extentSize: bytes(4 * MIB),
};

/** A reader of lvmconfig's output: see `Config`. */
interface Settings {
  readonly count: (name: string, without?: number) => number;
  readonly flag: (name: string, without?: boolean) => boolean;
}

/** Alignment without a default one (lvm2, lib/metadata/metadata.c: DEFAULT_PE_ALIGN_OLD). */
const OLD_ALIGNMENT = bytes(64 * KIB);

/** Reads from lvmconfig how pvcreate and vgcreate lay out a disk if nobody tells them. @throws ParseError */
export function placingIn({ count, flag }: Settings): Placing {
  const alignment = count('devices/data_alignment', 0);
  const metadataSectors = count('metadata/pvmetadatasize', 0);
  const defaultAlignment = count('devices/default_data_alignment', 1);
  return {
    alignment: alignment === 0 ? null : bytes(alignment * KIB),
    defaultAlignment: defaultAlignment === 0 ? OLD_ALIGNMENT : bytes(defaultAlignment * MIB),
    detectsAlignment: flag('devices/data_alignment_detection', true),
    metadataSize: metadataSectors === 0 ? null : bytes(metadataSectors * SECTOR_BYTES),
    metadataCopies: count('metadata/pvmetadatacopies', 1),
    extentSize: bytes(count('allocation/physical_extent_size', 4096) * KIB),
  };
}

/** The metadata area begins here, and by default ends at 1 MiB (lvm2, lib/config: pvmetadatasize). */
const METADATA_START = 4 * KIB;

/**
 * Start of the data area of a physical volume: the end of the metadata area, rounded up to the alignment, which
 * is the disk's optimal I/O size where the default is no multiple of it (lvm2, lib/metadata/metadata.c:
 * set_pe_align).
 */
export function dataStart(optimalIo: Bytes, placing = DEFAULT_PLACING): Bytes {
  const { defaultAlignment, detectsAlignment, metadataSize } = placing;
  const usual = detectsAlignment && optimalIo > 0 && defaultAlignment % optimalIo !== 0;
  const alignment = placing.alignment ?? (usual ? optimalIo : defaultAlignment);
  const end = metadataSize === null ? MIB : METADATA_START + metadataSize;
  return bytes(Math.ceil(end / alignment) * alignment);
}

/** Extents that a physical volume with one metadata area has on this disk. */
export function extentsOn(size: Bytes, optimalIo: Bytes, placing = DEFAULT_PLACING): Extents {
  const room = size - dataStart(optimalIo, placing);
  return extents(Math.max(0, Math.floor(room / placing.extentSize)));
}
