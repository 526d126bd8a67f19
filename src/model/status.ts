import type { Check, Mode, PoolReport } from './check.ts';
import type { EngineFacts, EngineName } from './engine.ts';

/** The pool at one moment, for a person; null is unknown. */
export interface Status {
  readonly engine: EngineName;
  readonly mode: Mode | null;
  readonly pool: PoolReport | null;
  /** Disks or files that hold the pool. */
  readonly devices: readonly string[];
  /** null: the pool is not Docker's. */
  readonly docker: DockerReport | null;
  /** null: the pool is not containerd's. */
  readonly containerd: ContainerdReport | null;
  readonly dockersView: EngineFacts['totals'];
  readonly counts: EngineFacts['counts'];
  /** dm.min_free_space: percent free below which Docker creates no more layers; null: unknown. */
  readonly minFreePercent: number | null;
  /** Says which disks have grown, where LVM does not use the room yet; null: none has. */
  readonly diskNews: string | null;
  /** The checks of `dmctl verify` that found something, the worst first. */
  readonly problems: readonly Check[];
  /** The next thing to do; null: nothing. */
  readonly next: string | null;
}

/** The rate at which the data fills, from one observation to the next. */
export interface FillRate {
  /** Negative while the data shrinks. */
  readonly bytesPerSecond: number;
  /** Time until the data is full at this rate; null: it is not filling. */
  readonly secondsLeft: number | null;
}

/** The `containerd` object of the JSON answer; null is unknown. */
export interface ContainerdReport {
  readonly version: string | null;
  readonly running: boolean | null;
  /** State of the devmapper plugin. */
  readonly plugin: 'ok' | 'error' | 'skip' | null;
  /** Folder of the snapshotter's databases. */
  readonly root: string;
  readonly baseImageSize: string | null;
  /** null: there are no databases. */
  readonly snapshots: {
    readonly committed: number;
    readonly active: number;
    readonly views: number;
  } | null;
  readonly images: number | null;
  readonly containers: number | null;
  readonly tasks: number | null;
}

/** The contract's `docker` object. */
export interface DockerReport {
  readonly version: string | null;
  readonly storageDriver: string | null;
  readonly dataRoot: string | null;
  readonly running: boolean | null;
}
