import type { Holdings } from './docker-state.ts';
import type { Known } from '../known.ts';
import type { Bytes } from '../units.ts';

/** The present state of the data root that setup moved aside. */
export interface OldRoot {
  /** Inode of the path; null: it does not exist. */
  readonly inode: Known<number | null>;
  /** Inode that identifies the data root; null: it does not exist. */
  readonly mark: Known<number | null>;
  readonly mounts: Known<readonly string[]>;
  readonly holdings: Known<Holdings>;
  /** Space that its removal frees. */
  readonly size: Known<Bytes>;
}
