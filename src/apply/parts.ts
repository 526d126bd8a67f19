import type { Listener } from '../model/plan/events.ts';
import type { Host } from '../model/host.ts';
import type { Look } from './look.ts';

/** Set by the first SIGINT or SIGTERM; read between steps, so that no step is cut in two. */
export interface StopFlag {
  requested: 'SIGINT' | 'SIGTERM' | null;
}

/** The moments of a step at which a run can be made to die, for tests of crash safety. */
export type Moment = 'before-intent' | 'after-intent' | 'after-effect' | 'after-result';

/** What the runner works with. It knows nothing of LVM, Docker or terminals. */
export interface ApplyParts {
  readonly host: Host;
  readonly stateDir: string;
  readonly look: Look;
  readonly listen: Listener;
  readonly stop: StopFlag;
  /** Called at every moment of every step; does nothing outside tests. */
  readonly failpoint: (moment: Moment, step: string) => void | Promise<void>;
}
