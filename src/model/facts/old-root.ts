import type { Holdings } from './docker-state.ts';
import type { Known } from '../known.ts';
import type { Bytes } from '../units.ts';

/** The data root that a set-up moved aside, as it is now. */
export interface OldRoot {
  /** Of whatever is there; null: nothing. */
  readonly inode: Known<number | null>;
  /** Of what tells it from another one; null: it is not there. */
  readonly mark: Known<number | null>;
  readonly mounts: Known<readonly string[]>;
  readonly holdings: Known<Holdings>;
  /** What removing it frees. */
  readonly size: Known<Bytes>;
}
