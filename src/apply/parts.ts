import type { KeptTree } from '../convert/kept-tree.ts';
import type { Listener } from '../model/plan/events.ts';
import type { Host } from '../model/host.ts';
import type { Direction } from '../model/plan/journal.ts';
import type { Deferred } from './deferred.ts';
import type { Journal } from './journal.ts';
import type { Look } from './look.ts';

/** Set by the first SIGINT or SIGTERM, and read between steps, so that every step is finished. */
export interface StopFlag {
  requested: 'SIGINT' | 'SIGTERM' | null;
}

/** The moments of a step at which tests of crash safety make a run die. */
export type Moment = 'before-intent' | 'after-intent' | 'after-effect' | 'after-result';

/** The environment of the runner, which knows nothing of LVM, Docker or terminals. */
export interface ApplyParts {
  readonly host: Host;
  readonly stateDir: string;
  readonly look: Look;
  readonly listen: Listener;
  readonly stop: StopFlag;
  /** Called at every moment of every step. It does nothing outside tests. */
  readonly failpoint: (moment: Moment, step: string) => void | Promise<void>;
}

/** The state of one run on its way through a list of steps. */
export interface Walk {
  readonly parts: ApplyParts;
  readonly journal: Journal;
  readonly blobs: Readonly<Record<string, string>>;
  readonly direction: Direction;
  /** Steps that have acted and whose look is still to come, in the order of the plan. */
  deferred: readonly Deferred[];
  /** True if the run was interrupted before: a step may be done already although it could also begin. */
  readonly takenUp: boolean;
  /** Steps of this direction with an intent in the journal: what they did is this run's. */
  readonly begun: ReadonlySet<string>;
  /** The layer that one conversion leaves mounted for the next. */
  readonly kept: KeptTree;
}
