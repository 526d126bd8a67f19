import type { Bytes } from '../units.ts';

/** The first block of a thin pool's metadata (drivers/md/dm-thin-metadata.c, thin_disk_superblock). */
export interface MetadataSuperblock {
  /** Its checksum, its magic number and its own number are right. */
  readonly valid: boolean;
  readonly needsCheck: boolean;
  readonly transactionId: number;
  readonly chunkSize: Bytes;
  readonly dataBlocks: number;
  readonly metadataBlocks: number;
  /** Blocks that its own space map counts as used. */
  readonly metadataUsedBlocks: number;
  readonly mappingRoot: number;
  readonly detailsRoot: number;
}

/** One thin device as the metadata has it. */
export interface MetadataDevice {
  readonly deviceId: number;
  /** Chunks that its details say it has; null: its details cannot be read. */
  readonly mapped: number | null;
  /** Chunks that its mappings have, as far as they can be read. */
  readonly found: number;
  /** True if all of its mappings could be read. */
  readonly whole: boolean;
  /** A sum over its mappings, which is the same whatever the shape of the tree. */
  readonly sum: string;
}

/** All that a copy of the metadata says of its thin devices. */
export interface MetadataSummary {
  readonly superblock: MetadataSuperblock;
  /** Nodes of both trees that cannot be read: their checksums are wrong. */
  readonly brokenNodes: number;
  readonly devices: readonly MetadataDevice[];
}

/** The end of a tool that checks or repairs metadata. */
export interface ToolVerdict {
  readonly ok: boolean;
  /** Its own last words. */
  readonly words: string;
}

/** A file that holds metadata. */
export interface MetadataImage {
  readonly path: string;
  readonly size: Bytes;
  readonly sha256: string;
}

/** The result of the examination of a pool's metadata; on disk beside the copy. */
export interface Examination {
  readonly schema: 1;
  readonly vg: string;
  readonly pool: string;
  /** The metadata as it was. */
  readonly old: MetadataImage;
  readonly check: ToolVerdict;
  readonly before: MetadataSummary;
  /** The first block was restored before the repair: what it leads to is whole. */
  readonly superblockRestored: boolean;
  /** The repaired copy; null: thin_repair made none. */
  readonly repaired: MetadataImage | null;
  readonly repair: ToolVerdict;
  readonly after: MetadataSummary | null;
}
