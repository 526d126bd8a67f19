import { setTimeout as pause } from 'node:timers/promises';
import { onSignals, type StopSignal } from './stop-signals.ts';

/** A reader that has gone, or a disk that is full. */
const ENDS = ['close', 'error'] as const;

/** Waiting that a signal ends, or a stream that cannot be written any more. */
export interface UntilSignal {
  /** The first signal; null where none has come. */
  signal(): StopSignal | null;
  /** Aborted when the command has to end. */
  readonly asked: AbortSignal;
  /** Ends early when the command has to end. */
  pause(ms: number): Promise<void>;
  /** Gives the signals back to the system's own handling. */
  end(): void;
}

/**
 * For a command that shows things again and again, and can end anywhere. A lost terminal (SIGHUP) ends
 * it as SIGTERM does.
 */
export function untilSignal(stdout: NodeJS.WriteStream): UntilSignal {
  const asked = new AbortController();
  let first: StopSignal | null = null;
  const ask = (signal: StopSignal) => (): void => {
    first ??= signal;
    asked.abort();
  };
  const onGone = (): void => {
    asked.abort();
  };
  const giveBack = onSignals({
    SIGINT: ask('SIGINT'),
    SIGTERM: ask('SIGTERM'),
    SIGHUP: ask('SIGTERM'),
  });
  for (const event of ENDS) stdout.on(event, onGone);
  return {
    signal: () => first,
    asked: asked.signal,
    pause: async (ms) => {
      await pause(ms, undefined, { signal: asked.signal }).catch(() => undefined);
    },
    end: () => {
      giveBack();
      for (const event of ENDS) stdout.off(event, onGone);
    },
  };
}
