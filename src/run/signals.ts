import { setTimeout as pause } from 'node:timers/promises';
import type { StopFlag } from '../apply/parts.ts';
import type { Listener } from '../model/plan/events.ts';

/** A signal that asks a command to stop. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

type Handlers = Readonly<Record<StopSignal | 'SIGHUP', () => void>>;

/** Calls the handler of a signal each time it comes, until the returned function is called. */
function onSignals(handlers: Handlers): () => void {
  const each = Object.entries(handlers);
  for (const [signal, handler] of each) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of each) process.off(signal, handler);
  };
}

export interface SignalWatch {
  readonly flag: StopFlag;
  /** Restores the default handling of the signals. */
  end(): void;
}

/**
 * From now on SIGINT and SIGTERM request a stop after the current step, however often they come: an LVM
 * program that is killed can leave a lock or a suspended device behind. SIGHUP (the terminal or the ssh
 * connection is lost) is ignored: the run ends within minutes, and nobody is left to resume it.
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

/** Waiting that ends on a signal, or when a stream can no longer be written. */
export interface UntilSignal {
  /** The first signal; null if there was none. */
  signal(): StopSignal | null;
  /** Aborted when the command has to end. */
  readonly asked: AbortSignal;
  /** Ends early when the command has to end. */
  pause(ms: number): Promise<void>;
  /** Restores the default handling of the signals. */
  end(): void;
}

/** Events of a stream whose reader is gone, or whose disk is full. */
const GONE = ['close', 'error'] as const;

/**
 * Starts waiting for a command that prints again and again and can end at any time. A lost terminal
 * (SIGHUP) ends it like SIGTERM.
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
