import type { Bytes } from './units.ts';

/** A file on the host that Docker keeps the data or the metadata of a loop-lvm pool in. */
export interface LoopFile {
  /** As the kernel or Docker's data root names it, links resolved. */
  readonly path: string;
  readonly inode: number;
  /** Device number of the file system it lies on, `MAJ:MIN`. */
  readonly device: string;
  readonly size: Bytes;
  /** What it takes on that file system: less than its size, since it is sparse. */
  readonly allocated: Bytes;
  /** What that file system has free for root. */
  readonly free: Bytes;
  /** The loop device that shows it to the kernel; null: there is none while Docker is stopped. */
  readonly loop: LoopDevice | null;
}

export interface LoopDevice {
  /** `/dev/loop0`. */
  readonly path: string;
  readonly majorMinor: string;
  readonly size: Bytes;
  readonly offset: Bytes;
  /** 0: it shows the whole file. */
  readonly sizeLimit: Bytes;
}

/** What a loop-lvm pool is made of. */
export interface LoopPool {
  /** The live table, one line as `dmsetup table` prints it; null: the pool is not active. */
  readonly table: string | null;
  readonly data: LoopFile;
  readonly metadata: LoopFile;
}
