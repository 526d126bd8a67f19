import type { FileIdentity } from '../host.ts';
import type { Known, Read } from '../known.ts';
import type { Bytes } from '../units.ts';
import type { ThinPoolTable } from './dm.ts';

/** A loop device in use, as losetup(8) lists it. */
export interface LoopDevice {
  /** `/dev/loop0`. */
  readonly path: string;
  readonly majorMinor: string;
  /** The backing file as the kernel names it, with ` (deleted)` at the end for a deleted one. */
  readonly file: FileIdentity;
  readonly offset: Bytes;
  /** 0: no limit. */
  readonly sizeLimit: Bytes;
}

/** A file in which Docker keeps the data or the metadata of a loop-lvm pool. */
export interface LoopFile extends FileIdentity {
  readonly size: Bytes;
  /** Space it occupies; less than its size, since it is sparse. */
  readonly allocated: Bytes;
  /** Bytes free for root on its file system. */
  readonly free: Bytes;
  /** The loop device backed by the whole file; null: none, while Docker is stopped. */
  readonly loop: ShownBy | null;
}

export interface ShownBy {
  readonly path: string;
  readonly majorMinor: string;
  /** Size according to the kernel; the file may have grown since. */
  readonly size: Bytes;
}

/** The parts of a loop-lvm pool. */
export interface LoopPool {
  /** The live table; null: the pool is not active. */
  readonly table: ThinPoolTable | null;
  /** Docker's name for the pool of its data root; null: it has created none there. */
  readonly ownName: string | null;
  /** The file, or why it is not what Docker's file should be. */
  readonly data: Read<LoopFile>;
  readonly metadata: Read<LoopFile>;
}

/** Additional facts for a setup on loop files. */
export interface LoopGround {
  /** Sizes of Docker's loop files in its data root; null: the file does not exist. */
  readonly files: Known<{ readonly data: Bytes | null; readonly metadata: Bytes | null }>;
  /** Storage drivers that have kept something in the data root. */
  readonly drivers: Known<readonly string[]>;
  /** Bytes free for root on the file system of the data root, or of its nearest existing parent. */
  readonly free: Known<Bytes>;
}
