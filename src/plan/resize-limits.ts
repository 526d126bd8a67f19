import { MAX_METADATA, neededMetadata } from '../lvm/thin-pool.ts';
import type { Mode } from '../model/check.ts';
import { METADATA_BLOCK_BYTES } from '../model/dm.ts';
import type { Notice } from '../model/notice.ts';
import { bytes, formatBytes, MIB, type Bytes } from '../model/units.ts';
import { refusal } from './refusal.ts';

/**
 * The most metadata the kernel uses, 15.875 GiB; more is left idle (drivers/md/
 * dm-thin-metadata.h, THIN_METADATA_MAX_SECTORS: 255 index entries of 2^14 - 64 blocks each).
 */
const KERNEL_MAX_METADATA = bytes(255 * ((1 << 14) - 64) * METADATA_BLOCK_BYTES);

/** The most metadata a pool can have: LVM stops at 15.81 GiB, the kernel at 15.875. */
export const largestMetadata = (mode: Mode): Bytes =>
  mode === 'direct-lvm' ? MAX_METADATA : KERNEL_MAX_METADATA;

/** What a pool has, or is to have. */
interface MappedBy {
  readonly data: Bytes;
  readonly metadata: Bytes;
  readonly chunkSize: Bytes;
}

/**
 * Why so much metadata cannot map so much data; empty: it can.
 * @param shown the metadata's size for people
 */
export function tooLittleMetadata(
  { data, metadata, chunkSize }: MappedBy,
  shown: string,
): readonly Notice[] {
  const needed = neededMetadata(data, chunkSize);
  if (metadata >= needed) return [];
  const message = `${shown} of metadata are too little for that`;
  const chunks = `${formatBytes(data)} of data in chunks of ${formatBytes(chunkSize)}`;
  const size = `${String(Math.ceil(needed / MIB))}M`;
  const fix = `grow it in the same command: add --metadata-size ${size}`;
  return [refusal('DM033', message, `${chunks} need ${formatBytes(needed)} of it`, [fix])];
}
