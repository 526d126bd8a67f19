import { known, unknown, type Known } from '../model/known.ts';
import { METADATA_BLOCK_BYTES, type ThinPoolStatus } from '../model/facts/dm.ts';
import { bytes, sectorsToBytes, type Bytes } from '../model/units.ts';
import type { NamedPool } from './found-pool.ts';

type Running = Extract<ThinPoolStatus, { state: 'running' }>;

/** Returns the kernel's figures, or why there are none. */
export function kernelFigures({ target }: NamedPool): Known<Running> {
  if (!target.known) return target;
  if (target.value === null) return unknown('the pool is not active');
  const { status } = target.value;
  return status.state === 'running' ? known(status) : unknown('the kernel has given up the pool');
}

export type Part = 'data' | 'metadata';

/** Returns the usage in percent from the kernel's block counts, else LVM's rounded figure. */
export function usedPercent(pool: NamedPool, part: Part): Known<number> {
  const figures = kernelFigures(pool);
  if (figures.known) {
    const { used, total } = blocksOf(figures.value, part);
    return total > 0 ? known((used * 100) / total) : unknown('the pool has no blocks');
  }
  const volume = pool.volume.known ? pool.volume.value : null;
  const percent = part === 'data' ? volume?.dataPercent : volume?.metadataPercent;
  return percent === null || percent === undefined ? figures : known(percent);
}

/** Returns the used and total blocks: chunks of the data, 4 KiB blocks of the metadata. */
export function blocksOf(status: Running, part: Part): { used: number; total: number } {
  return part === 'data'
    ? { used: status.dataUsedBlocks, total: status.dataBlocks }
    : { used: status.metadataUsedBlocks, total: status.metadataBlocks };
}

/** Returns how much of the data is in use; null: unknown. */
export function usedData(pool: NamedPool): Bytes | null {
  const figures = kernelFigures(pool);
  const chunk = chunkBytes(pool);
  return figures.known && chunk !== null ? bytes(figures.value.dataUsedBlocks * chunk) : null;
}

/** The smallest chunk size, of which every chunk size is a multiple (thin-provisioning.rst). */
const CHUNK_STEP = 64 * 1024;

/**
 * Returns the chunk size from LVM, else the device's length divided by its blocks if that is exact;
 * null: unknown.
 */
export function chunkBytes(pool: NamedPool): Bytes | null {
  const volume = pool.volume.known ? pool.volume.value : null;
  if (volume !== null && volume.chunkSize !== null) return volume.chunkSize;
  const target = pool.target.known ? pool.target.value : null;
  if (target?.status.state !== 'running' || target.status.dataBlocks === 0) return null;
  const chunk = sectorsToBytes(target.length) / target.status.dataBlocks;
  return chunk % CHUNK_STEP === 0 ? bytes(chunk) : null;
}

/** Returns the size of the data or the metadata from LVM, else from the kernel; null: unknown. */
export function partBytes(pool: NamedPool, part: Part): Bytes | null {
  const volume = pool.volume.known ? pool.volume.value : null;
  if (volume !== null) return part === 'data' ? volume.size : volume.metadataSize;
  const target = pool.target.known ? pool.target.value : null;
  if (target === null) return null;
  if (part === 'data') return sectorsToBytes(target.length);
  const { status } = target;
  return status.state === 'running' ? bytes(status.metadataBlocks * METADATA_BLOCK_BYTES) : null;
}

/** Formats a percentage for people: `12.3%`. */
export const percentText = (percent: number): string => `${String(Number(percent.toFixed(1)))}%`;
