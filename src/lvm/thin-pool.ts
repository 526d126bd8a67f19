import { writes, type Command } from '../model/command.ts';
import { bytes, GIB, KIB, MIB, SECTOR_BYTES, type Bytes, type Extents } from '../model/units.ts';

/** lvmthin(7): chunks are multiples of 64 KiB, from 64 KiB to 1 GiB. */
export const MIN_CHUNK = bytes(64 * KIB);
export const MAX_CHUNK = bytes(GIB);

/** Tells whether LVM accepts a chunk size. */
export const isChunkSize = (size: Bytes): boolean =>
  size >= MIN_CHUNK && size <= MAX_CHUNK && size % MIN_CHUNK === 0;

/**
 * lvm2, device_mapper/libdm: DM_THIN_MIN_METADATA_SIZE and DM_THIN_MAX_METADATA_SIZE in sectors:
 * 2 MiB and 15.81 GiB, a whole number of 4 MiB extents.
 */
export const MIN_METADATA = bytes(2 * MIB);
export const MAX_METADATA = bytes((255 * (1 << 14) * 8 - 256 * 1024) * SECTOR_BYTES);

/**
 * lvconvert(8): makes a thin pool of two linear volumes. -y confirms that both are wiped; `--zero
 * n` because Docker's file systems do not rely on zeroed chunks.
 */
export function convertToThinPool(
  vg: string,
  lv: string,
  metadataLv: string,
  chunkSize: Bytes,
): Command {
  const chunk = ['-c', `${String(chunkSize)}b`];
  const parts = ['--thinpool', `${vg}/${lv}`, '--poolmetadata', `${vg}/${metadataLv}`];
  return writes('lvconvert', ['-y', '--zero', 'n', ...chunk, ...parts]);
}

/** lvmthin(7): about 64 bytes of metadata for each chunk. */
const METADATA_PER_CHUNK = 64;

/**
 * Returns the most data that the metadata can map, in whole chunks; with the largest metadata that
 * is the limit of the chunk size (64 KiB chunks: 15.88 TiB).
 */
export function largestData(metadata: Bytes, chunkSize: Bytes): Bytes {
  const chunks = Math.floor(metadata / METADATA_PER_CHUNK);
  const largest = Math.floor(Number.MAX_SAFE_INTEGER / chunkSize);
  return bytes(Math.min(chunks, largest) * chunkSize);
}

/** Returns the metadata size that the data needs, neither rounded nor within LVM's limits. */
export const neededMetadata = (data: Bytes, chunkSize: Bytes): Bytes =>
  bytes(Math.ceil(data / chunkSize) * METADATA_PER_CHUNK);

/**
 * lvextend(8): grows the data of a thin pool to `size` extents in total. If it already has that
 * size, LVM does nothing and exits 5; it refuses to shrink.
 */
export function extendPoolData(vg: string, lv: string, size: Extents): Command {
  return writes('lvextend', ['-l', String(size), `${vg}/${lv}`]);
}

/** lvextend(8): grows the metadata of a thin pool to `size` in total; LVM grows the spare too. */
export function extendPoolMetadata(vg: string, lv: string, size: Bytes): Command {
  return writes('lvextend', ['--poolmetadatasize', `${String(size)}b`, `${vg}/${lv}`]);
}

/** lvextend(8): makes the auto-extension now if usage is above the threshold. */
export function extendByPolicies(vg: string, lv: string): Command {
  return writes('lvextend', ['--use-policies', `${vg}/${lv}`]);
}
