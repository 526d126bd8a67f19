import type { MetadataSuperblock } from '../model/facts/metadata.ts';
import { bytes, SECTOR_BYTES } from '../model/units.ts';

/** Size of a block of the metadata (drivers/md/dm-thin-metadata.h). */
export const BLOCK = 4096;

/** Salts of the checksums (dm-thin-metadata.c, SUPERBLOCK_CSUM_XOR; dm-btree-spine.c, BTREE_CSUM_XOR). */
const SUPERBLOCK_SALT = 160_774;
const NODE_SALT = 121_107;

const MAGIC = 27_022_010;
const VERSION = 2;
const NEEDS_CHECK = 1;

/** Metadata blocks have 8 sectors; the kernel accepts no other size. */
const METADATA_BLOCK_SECTORS = 8;

/** CRC-32C (Castagnoli), reflected, one table entry for each byte. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? (value >>> 1) ^ 0x82f6_3b78 : value >>> 1;
  }
  return value >>> 0;
});

/** The checksum of a block: over all but its first four bytes (dm-block-manager.c, dm_bm_checksum). */
function checksum(block: Uint8Array, salt: number): number {
  let crc = 0xffff_ffff;
  for (let at = 4; at < BLOCK; at += 1) {
    crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ (block[at] ?? 0)) & 0xff] ?? 0);
  }
  return (crc ^ salt) >>> 0;
}

const viewOf = (block: Uint8Array): DataView =>
  new DataView(block.buffer, block.byteOffset, block.byteLength);

/** Reads 64 bits. A number above 2^53 is no block of any disk, and compares as too large. */
const whole = (view: DataView, at: number): number =>
  view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);

const hasChecksum = (block: Uint8Array, salt: number): boolean =>
  viewOf(block).getUint32(0, true) === checksum(block, salt);

/** Reads the first block, valid or not (thin_disk_superblock, space map roots included). */
export function readSuperblock(block: Uint8Array): MetadataSuperblock {
  const view = viewOf(block);
  return {
    valid: hasChecksum(block, SUPERBLOCK_SALT) && whole(view, 8) === 0 && whole(view, 32) === MAGIC,
    needsCheck: (view.getUint32(4, true) & NEEDS_CHECK) !== 0,
    transactionId: whole(view, 48),
    dataBlocks: whole(view, 64),
    metadataUsedBlocks: whole(view, 200),
    mappingRoot: whole(view, 320),
    detailsRoot: whole(view, 328),
    chunkSize: bytes(view.getUint32(336, true) * SECTOR_BYTES),
    metadataBlocks: whole(view, 344),
  };
}

/** The values that a first block has to have, whatever is in it. */
export interface KnownOfPool {
  readonly chunkSize: number;
  readonly metadataBlocks: number;
  /** null: as it is. */
  readonly transactionId: number | null;
}

/** Returns a first block with what is known of the pool, and the right checksum. */
export function restoredSuperblock(block: Uint8Array, known: KnownOfPool): Uint8Array {
  const restored = Uint8Array.from(block.subarray(0, BLOCK));
  const view = viewOf(restored);
  const put = (at: number, value: number): void => {
    view.setUint32(at, value % 2 ** 32, true);
    view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
  };
  view.setUint32(4, 0, true);
  put(8, 0);
  put(32, MAGIC);
  view.setUint32(40, VERSION, true);
  if (known.transactionId !== null) put(48, known.transactionId);
  view.setUint32(336, known.chunkSize / SECTOR_BYTES, true);
  view.setUint32(340, METADATA_BLOCK_SECTORS, true);
  put(344, known.metadataBlocks);
  view.setUint32(0, checksum(restored, SUPERBLOCK_SALT), true);
  return restored;
}

/** Returns a first block without needs_check, and the right checksum. */
export function withoutFlag(block: Uint8Array): Uint8Array {
  const cleared = Uint8Array.from(block.subarray(0, BLOCK));
  const view = viewOf(cleared);
  view.setUint32(4, view.getUint32(4, true) & ~NEEDS_CHECK, true);
  view.setUint32(0, checksum(cleared, SUPERBLOCK_SALT), true);
  return cleared;
}

/** A node of a tree (dm-btree-internal.h, struct btree_node). */
export interface TreeNode {
  readonly leaf: boolean;
  readonly keys: readonly number[];
  /** Where the value of each key begins in the block. */
  readonly valueAt: (index: number) => number;
  readonly view: DataView;
}

const INTERNAL_FLAG = 1;
const LEAF_FLAG = 2;
const HEADER = 32;

/**
 * Reads a node; null: it is damaged, or of another tree.
 * @param number its own block number
 * @param valueSize bytes of a value in a leaf; those of other nodes are block numbers
 */
export function readNode(block: Uint8Array, number: number, valueSize: number): TreeNode | null {
  const view = viewOf(block);
  if (!hasChecksum(block, NODE_SALT) || whole(view, 8) !== number) return null;
  const flags = view.getUint32(4, true);
  const [entries, most, size] = [16, 20, 24].map((at) => view.getUint32(at, true));
  const leaf = (flags & LEAF_FLAG) !== 0;
  if (entries === undefined || most === undefined || size === undefined) return null;
  const isNode = leaf || (flags & INTERNAL_FLAG) !== 0;
  const values = HEADER + most * 8;
  const fits = entries <= most && values + most * size <= BLOCK;
  if (!isNode || !fits || size !== (leaf ? valueSize : 8)) return null;
  const keys = Array.from({ length: entries }, (_, at) => whole(view, HEADER + at * 8));
  return { leaf, keys, view, valueAt: (index) => values + index * size };
}

/** Reads a block number that is the value of a key. */
export const blockAt = (view: DataView, at: number): number => whole(view, at);

/** Size of a leaf's value in the tree of details, and in both levels of the mapping tree. */
export const DETAILS_SIZE = 24;
export const MAPPING_SIZE = 8;

/** Reads how many chunks a device has (struct disk_device_details, mapped_blocks). */
export const mappedChunks = (view: DataView, at: number): number => whole(view, at);

/** Reads the chunk of a mapping; the low 24 bits are the time of the snapshot (dm-thin-metadata.c, pack_block_time). */
export const chunkOf = (view: DataView, at: number): number =>
  view.getUint32(at + 4, true) * 2 ** 8 + (view.getUint32(at, true) >>> 24);
