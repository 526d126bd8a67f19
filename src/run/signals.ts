import { setTimeout as pause } from 'node:timers/promises';
import type { StopFlag } from '../apply/parts.ts';
import type { Listener } from '../model/plan/events.ts';

/** A signal that asks a command to stop. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

type Handlers = Readonly<Record<StopSignal | 'SIGHUP', () => void>>;

/** Calls the handler of each signal however often it comes, until the function returned is called. */
function onSignals(handlers: Handlers): () => void {
  const each = Object.entries(handlers);
  for (const [signal, handler] of each) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of each) process.off(signal, handler);
  };
}

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

/** A reader that has gone, or a disk that is full. */
const GONE = ['close', 'error'] as const;

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
  for (const event of GONE) stdout.on(event, onGone);
  return {
    signal: () => first,
    asked: asked.signal,
    pause: async (ms) => {
      await pause(ms, undefined, { signal: asked.signal }).catch(() => undefined);
    },
    end: () => {
      giveBack();
      for (const event of GONE) stdout.off(event, onGone);
    },
  };
}
