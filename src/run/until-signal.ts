import { setTimeout as pause } from 'node:timers/promises';
import { onStopSignals, type StopSignal } from './stop-signals.ts';

/** Waiting that a signal ends. */
export interface UntilSignal {
  /** The one that came first; null: none yet. */
  signal(): StopSignal | null;
  /** For what can be told to stop. */
  readonly asked: AbortSignal;
  /** Ends early with a signal. */
  pause(ms: number): Promise<void>;
  /** Gives the signals back to the system's own handling. */
  end(): void;
}

/** For a command that only looks, again and again, and can end anywhere. A lost terminal ends it too. */
export function untilSignal(): UntilSignal {
  const asked = new AbortController();
  let first: StopSignal | null = null;
  const end = onStopSignals((signal) => {
    first ??= signal;
    asked.abort();
  });
  return {
    signal: () => first,
    asked: asked.signal,
    pause: async (ms) => {
      await pause(ms, undefined, { signal: asked.signal }).catch(() => undefined);
    },
    end,
  };
}
