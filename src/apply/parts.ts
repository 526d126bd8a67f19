import type { Listener } from '../model/plan/events.ts';
import type { Host } from '../model/host.ts';
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
