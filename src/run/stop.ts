import type { StopFlag } from '../apply/parts.ts';
import type { Listener } from '../model/plan/events.ts';
import { onSignals, type StopSignal } from './stop-signals.ts';

export interface SignalWatch {
  readonly flag: StopFlag;
  /** Gives the signals back to the system's own handling. */
  end(): void;
}

/**
 * From here on SIGINT and SIGTERM ask for a stop after the current step, however often they come: a
 * program of LVM that is killed can leave a lock or a suspended device. SIGHUP (the terminal or the ssh
 * connection is lost) asks for nothing: the run ends within minutes, and nobody is left to resume it.
 */
export function watchSignals(listen: Listener): SignalWatch {
  const flag: StopFlag = { requested: null };
  const ask = (signal: StopSignal) => (): void => {
    flag.requested ??= signal;
    listen({ kind: 'stopping', signal: flag.requested });
  };
  const end = onSignals({
    SIGINT: ask('SIGINT'),
    SIGTERM: ask('SIGTERM'),
    SIGHUP: () => undefined,
  });
  return { flag, end };
}
