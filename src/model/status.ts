import type { Check, Mode, PoolReport } from './check.ts';
import type { EngineFacts, EngineName } from './engine.ts';

/** The pool at one moment, for a person; null is unknown. */
export interface Status {
  readonly engine: EngineName;
  readonly mode: Mode | null;
  readonly pool: PoolReport | null;
  /** Where the pool lies: disks, or files. */
  readonly devices: readonly string[];
  readonly docker: DockerReport;
  readonly dockersView: EngineFacts['totals'];
  readonly counts: EngineFacts['counts'];
  /** dm.min_free_space: percent below which Docker makes no more layers; null: it cannot be read. */
  readonly minFreePercent: number | null;
  /** The checks of `dmctl verify` that found something, the worst first. */
  readonly problems: readonly Check[];
  /** The one thing to do next; null: nothing. */
  readonly next: string | null;
}

/** How fast the data fills, from one look to the next. */
export interface FillRate {
  /** Less than 0: it empties. */
  readonly bytesPerSecond: number;
  /** Until it is full at this rate; null: it does not fill. */
  readonly secondsLeft: number | null;
}

/** The contract's `docker` object. */
export interface DockerReport {
  readonly version: string | null;
  readonly storageDriver: string | null;
  readonly dataRoot: string | null;
  readonly running: boolean | null;
}
