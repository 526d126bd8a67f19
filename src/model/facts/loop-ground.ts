import type { Known } from '../known.ts';
import type { Bytes } from '../units.ts';

/** Additional facts for a setup on loop files. */
export interface LoopGround {
  /** Sizes of Docker's loop files in its data root; null: the file does not exist. */
  readonly files: Known<{ readonly data: Bytes | null; readonly metadata: Bytes | null }>;
  /** Storage drivers that have kept something in the data root. */
  readonly drivers: Known<readonly string[]>;
  /** Bytes free for root on the file system of the data root, or of its nearest existing parent. */
  readonly free: Known<Bytes>;
}
