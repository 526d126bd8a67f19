import type { ThinPoolTable } from './dm.ts';
import type { FileIdentity } from '../host.ts';
import type { Read } from '../known.ts';
import type { Bytes } from '../units.ts';

/** A loop device in use, as losetup(8) lists it. */
export interface LoopDevice {
  /** `/dev/loop0`. */
  readonly path: string;
  readonly majorMinor: string;
  /** The file it shows, as the kernel names it; ` (deleted)` at the end is the kernel's word. */
  readonly file: FileIdentity;
  readonly offset: Bytes;
  /** 0: it shows the whole file. */
  readonly sizeLimit: Bytes;
}

/** A file on the host that Docker keeps the data or the metadata of a loop-lvm pool in. */
export interface LoopFile extends FileIdentity {
  readonly size: Bytes;
  /** What it takes on its file system: less than its size, since it is sparse. */
  readonly allocated: Bytes;
  /** What that file system has free for root. */
  readonly free: Bytes;
  /** The loop device that shows it whole; null: there is none while Docker is stopped. */
  readonly loop: ShownBy | null;
}

export interface ShownBy {
  readonly path: string;
  readonly majorMinor: string;
  /** As the kernel has it; the file may have grown since. */
  readonly size: Bytes;
}

/** What a loop-lvm pool is made of. */
export interface LoopPool {
  /** The live table; null: the pool is not active. */
  readonly table: ThinPoolTable | null;
  /** What Docker calls the pool of its data root; null: it has made none there. */
  readonly ownName: string | null;
  /** Not ok: it is not what a file of Docker's should be, and why. */
  readonly data: Read<LoopFile>;
  readonly metadata: Read<LoopFile>;
}
