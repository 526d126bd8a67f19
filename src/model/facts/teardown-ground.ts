import type { Ownership } from '../host.ts';
import type { Known } from '../known.ts';

/** What a teardown stands on, besides the facts. */
export interface TeardownGround {
  /** sha256 of the auto-extension profile; null: it is not there. */
  readonly profile: Known<string | null>;
  /** daemon.json's owner and mode; null: it is not there. */
  readonly daemonJson: Known<Ownership | null>;
  /** Names in the folders that the set-up made; null: no such folder. */
  readonly folders: Known<ReadonlyMap<string, readonly string[] | null>>;
  /** Inode of what marks the data root of before, where the set-up moved it; null: it is not there. */
  readonly backup: Known<number | null>;
  /** The same at the place it had before. */
  readonly inPlace: Known<number | null>;
  /** Where the data root of now would go is something already. */
  readonly asideTaken: Known<boolean>;
  /** What the data root keeps besides its holdings that is not of the pool, in words. */
  readonly keptBesides: Known<readonly string[]>;
  /** Device-mapper names of what lies on the pool. */
  readonly holders: Known<readonly string[]>;
}
