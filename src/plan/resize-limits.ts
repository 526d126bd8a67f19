import { MAX_METADATA } from '../lvm/thin-pool.ts';
import type { Mode } from '../model/check.ts';
import { METADATA_BLOCK_BYTES } from '../model/dm.ts';
import { bytes, type Bytes } from '../model/units.ts';

/**
 * The most metadata the kernel uses, 15.875 GiB; more is left idle (drivers/md/
 * dm-thin-metadata.h, THIN_METADATA_MAX_SECTORS: 255 index entries of 2^14 - 64 blocks each).
 */
const KERNEL_MAX_METADATA = bytes(255 * ((1 << 14) - 64) * METADATA_BLOCK_BYTES);

/** lvmthin(7): about 64 bytes of metadata for each chunk. */
const METADATA_PER_CHUNK = 64;

/** The most metadata a pool can have: LVM stops at 15.81 GiB, the kernel at 15.875. */
export const largestMetadata = (mode: Mode): Bytes =>
  mode === 'direct-lvm' ? MAX_METADATA : KERNEL_MAX_METADATA;

/**
 * The most data that so much metadata maps with such chunks, in whole chunks; with the largest
 * metadata it is what the chunk size can address (64 KiB chunks: 15.88 TiB).
 */
export function largestData(metadata: Bytes, chunkSize: Bytes): Bytes {
  const chunks = Math.floor(metadata / METADATA_PER_CHUNK);
  const largest = Math.floor(Number.MAX_SAFE_INTEGER / chunkSize);
  return bytes(Math.min(chunks, largest) * chunkSize);
}

/** Metadata that so much data needs; not rounded, and not cut at what a pool can have. */
export const neededMetadata = (data: Bytes, chunkSize: Bytes): Bytes =>
  bytes(Math.ceil(data / chunkSize) * METADATA_PER_CHUNK);
