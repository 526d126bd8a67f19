import type { StopFlag } from '../apply/parts.ts';
import type { Listener } from '../model/plan/events.ts';
import { onStopSignals } from './stop-signals.ts';

export interface SignalWatch {
  readonly flag: StopFlag;
  /** Gives the signals back to the system's own handling. */
  end(): void;
}

/**
 * From here on SIGINT and SIGTERM ask for a stop after the step under way, however often they
 * come: a program of LVM that is cut off can leave a lock or a suspended device. A terminal that
 * goes away (SIGHUP) asks for the same.
 */
export function watchSignals(listen: Listener): SignalWatch {
  const flag: StopFlag = { requested: null };
  const end = onStopSignals((signal) => {
    flag.requested ??= signal;
    listen({ kind: 'stopping', signal: flag.requested });
  });
  return { flag, end };
}
