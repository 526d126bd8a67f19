import type { Ownership } from '../host.ts';
import type { Known } from '../known.ts';

/** The files and devices around a pool that is taken down. */
export interface TeardownGround {
  /** sha256 of the auto-extension profile; null: it does not exist. */
  readonly profile: Known<string | null>;
  /** Names in the folders that the setup made; null: the folder does not exist. */
  readonly folders: Known<ReadonlyMap<string, readonly string[] | null>>;
  /** Device-mapper names of the devices that use the pool. */
  readonly holders: Known<readonly string[]>;
  /** Whether a disk can be zeroed as a whole; asked only if it is to be. */
  readonly canErase: Known<boolean>;
  readonly engine: DockerGround;
}

/** Docker's own files as a teardown finds them. */
export interface DockerGround {
  /** Owner and mode of daemon.json; null: it does not exist. */
  readonly daemonJson: Known<Ownership | null>;
  /** Inode of what marks the previous data root, where the setup moved it; null: not found. */
  readonly backup: Known<number | null>;
  /** Inode of the same mark at the place the data root had before; null: not found. */
  readonly inPlace: Known<number | null>;
  /** Whether something exists where the present data root would be moved. */
  readonly asideTaken: Known<boolean>;
  /** Names of what the data root keeps besides its holdings and outside the pool. */
  readonly keptBesides: Known<readonly string[]>;
}
