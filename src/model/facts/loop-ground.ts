import type { Known } from '../known.ts';
import type { Bytes } from '../units.ts';

/** What a set-up on loop files stands on, besides the facts. */
export interface LoopGround {
  /** Sizes of Docker's loop files in its data root; null: there is no such file. */
  readonly files: Known<{ readonly data: Bytes | null; readonly metadata: Bytes | null }>;
  /** Storage drivers that have kept something in the data root. */
  readonly drivers: Known<readonly string[]>;
  /** Free for root on the file system of the data root, or of its nearest parent that is there. */
  readonly free: Known<Bytes>;
}
