import { setTimeout as pause } from 'node:timers/promises';

/** Waiting that a signal ends. */
export interface UntilSignal {
  /** The one that came first; null: none yet. */
  signal(): 'SIGINT' | 'SIGTERM' | null;
  /** Ends early with a signal. */
  pause(ms: number): Promise<void>;
  /** Gives the signals back to the system's own handling. */
  end(): void;
}

/** For a command that only looks, again and again, and can end anywhere. A lost terminal ends it too. */
export function untilSignal(): UntilSignal {
  const asked = new AbortController();
  let first: ReturnType<UntilSignal['signal']> = null;
  const ask = (signal: 'SIGINT' | 'SIGTERM') => (): void => {
    first ??= signal;
    asked.abort();
  };
  const handlers = [
    ['SIGINT', ask('SIGINT')],
    ['SIGTERM', ask('SIGTERM')],
    ['SIGHUP', ask('SIGTERM')],
  ] as const;
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return {
    signal: () => first,
    pause: async (ms) => {
      await pause(ms, undefined, { signal: asked.signal }).catch(() => undefined);
    },
    end: () => {
      for (const [signal, handler] of handlers) process.off(signal, handler);
    },
  };
}
