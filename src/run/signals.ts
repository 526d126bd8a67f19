import { setTimeout as pause } from 'node:timers/promises';
import type { StopFlag } from '../apply/parts.ts';
import { EXIT, type ExitCode } from '../model/exit-codes.ts';
import type { Listener } from '../model/plan/events.ts';

/** A signal that asks a command to stop. */
type StopSignal = 'SIGINT' | 'SIGTERM';

type Handlers = Readonly<Record<StopSignal | 'SIGHUP', () => void>>;

/** Calls the handler of a signal each time it comes, until the returned function is called. */
function onSignals(handlers: Handlers): () => void {
  const each = Object.entries(handlers);
  for (const [signal, handler] of each) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of each) process.off(signal, handler);
  };
}

/**
 * Does work during which SIGINT and SIGTERM request a stop after the current step, however often they
 * come: an LVM program that is killed can leave a lock or a suspended device behind. SIGHUP (the terminal
 * or the ssh connection is lost) is ignored: the run ends within minutes, and nobody is left to resume it.
 */
export async function stoppable<T>(
  listen: Listener,
  work: (flag: StopFlag) => Promise<T>,
): Promise<T> {
  const flag: StopFlag = { requested: null };
  const ask = (signal: StopSignal) => (): void => {
    flag.requested ??= signal;
    listen({ kind: 'stopping', signal: flag.requested });
  };
  const handlers = { SIGINT: ask('SIGINT'), SIGTERM: ask('SIGTERM'), SIGHUP: () => undefined };
  const giveBack = onSignals(handlers);
  try {
    return await work(flag);
  } finally {
    giveBack();
  }
}

/** Waiting that ends on a signal, or when a stream can no longer be written. */
export interface Waiting {
  /** Aborted when the command has to end. */
  readonly asked: AbortSignal;
  /** Waits; returns early when the command has to end. */
  readonly pause: (ms: number) => Promise<void>;
}

/** Events of a stream whose reader is gone, or whose disk is full. */
const GONE = ['close', 'error'] as const;

/**
 * Does work that prints again and again and can end at any time. A lost terminal (SIGHUP) ends it like
 * SIGTERM.
 * @returns the exit code: that of the first signal, else 0
 */
export async function untilSignal(
  stdout: NodeJS.WriteStream,
  work: (waiting: Waiting) => Promise<void>,
): Promise<ExitCode> {
  const asked = new AbortController();
  let exitCode: ExitCode = EXIT.done;
  const endWith = (code: ExitCode) => (): void => {
    if (exitCode === EXIT.done) exitCode = code;
    asked.abort();
  };
  const onGone = endWith(EXIT.done);
  const giveBack = onSignals({
    SIGINT: endWith(EXIT.interrupted),
    SIGTERM: endWith(EXIT.terminated),
    SIGHUP: endWith(EXIT.terminated),
  });
  for (const event of GONE) stdout.on(event, onGone);
  const { signal } = asked;
  const waitFor = (ms: number) => pause(ms, undefined, { signal }).catch(() => undefined);
  try {
    await work({ asked: signal, pause: waitFor });
  } finally {
    giveBack();
    for (const event of GONE) stdout.off(event, onGone);
  }
  return exitCode;
}
