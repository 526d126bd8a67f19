import { MAX_METADATA } from '../lvm/thin-pool.ts';
import type { Mode } from '../model/check.ts';
import { METADATA_BLOCK_BYTES } from '../model/dm.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Notice } from '../model/notice.ts';
import { bytes, formatBytes, MIB, type Bytes } from '../model/units.ts';
import { refusal } from './refusal.ts';

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

/** What a pool is to have, or has. */
export interface PoolSizes {
  readonly data: Bytes;
  readonly metadata: Bytes;
}

/**
 * Why a pool with such chunks cannot have these sizes; empty: it can. A part that does not grow is
 * as it is, whatever the limits say.
 */
export function limitRefusals(
  mode: Mode,
  chunkSize: Bytes,
  wanted: PoolSizes,
  now: PoolSizes,
): readonly Notice[] {
  const [data, metadata] = [largestData(largestMetadata(mode), chunkSize), largestMetadata(mode)];
  if (wanted.metadata > now.metadata && wanted.metadata > metadata) {
    const message = `a pool cannot have ${formatBytes(wanted.metadata)} of metadata`;
    const why = `${keeperOf(mode)} uses ${size(metadata)} at most`;
    return [refusal('DM033', message, why, [`--metadata-size ${inMib(metadata)} at most`])];
  }
  if (wanted.data <= now.data) return [];
  if (wanted.data > data) {
    const message = `a pool of ${formatBytes(chunkSize)} chunks cannot have ${formatBytes(wanted.data)}`;
    const why = `the most that such chunks can address is ${size(data)}`;
    return [refusal('DM033', message, why, ['ask for less; the chunk size of a pool stays'])];
  }
  const needed = neededMetadata(wanted.data, chunkSize);
  return needed > wanted.metadata ? [tooLittleMetadata(wanted, needed)] : [];
}

const keeperOf = (mode: Mode): string => (mode === 'direct-lvm' ? 'LVM' : 'the kernel');

const size = (n: Bytes): string => `${formatBytes(n)} (${String(n)} bytes)`;

const inMib = (n: Bytes): string => `${String(Math.floor(n / MIB))}M`;

function tooLittleMetadata({ data, metadata }: PoolSizes, needed: Bytes): Notice {
  const message = `${formatBytes(metadata)} of metadata is too little for ${formatBytes(data)} of data`;
  const why = `64 bytes for each chunk are needed, ${size(needed)} in all; metadata that runs full stops the pool`;
  const fix = `add --metadata-size ${String(Math.ceil(needed / MIB))}M to the same command`;
  return refusal('DM033', message, why, [fix], EXIT.noSpace);
}
