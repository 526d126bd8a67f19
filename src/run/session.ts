import type { RunEnd } from '../apply/apply.ts';
import type { ApplyParts, StopFlag } from '../apply/parts.ts';
import { DmctlError, type Failure, refused } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { LockHolder, LockResult } from '../model/host.ts';
import type { Listener } from '../model/plan/events.ts';
import { checkConditions } from '../observe/conditions/conditions.ts';
import type { Answer } from '../views/answer.ts';
import { progressLines } from '../views/progress/lines.ts';
import { type Progress, silent } from '../views/progress/progress.ts';
import type { Parts } from './context.ts';
import { failureOf, withBug } from './failure.ts';
import type { Output } from './output.ts';
import { styleFor } from './show.ts';
import { stoppable } from './signals.ts';
import { uninterrupted } from './uncaught.ts';

/** A command that may change the host: it holds the lock, shows its progress, and can be stopped. */
export interface Changing {
  readonly parts: Parts;
  readonly listen: Listener;
  readonly stop: StopFlag;
}

export interface ChangingOptions {
  /** As typed, for others who find the lock held. */
  readonly command: string;
  readonly lockTimeoutSeconds: number;
  readonly output: Output;
}

/**
 * Does the work of a command that changes the host. Signals are handled only while the lock is held:
 * before that there is nothing they could interrupt. An uncaught bug does not end the work either; it
 * is reported with the answer.
 */
export async function whileChanging(
  parts: Parts,
  options: ChangingOptions,
  work: (changing: Changing) => Promise<Answer>,
): Promise<Answer> {
  const bugs: Error[] = [];
  const hear = (error: Error): void => {
    bugs.push(error);
    logBug(parts, error);
  };
  const answer = await uninterrupted(hear, () => whileLocked(parts, options, work));
  const [bug] = bugs;
  if (bug === undefined) return answer;
  const log = answer.runId === null ? null : await parts.log.find(parts.reader, answer.runId);
  return withBug(answer, bug, log);
}

const logBug = ({ log }: Parts, error: unknown): void => {
  if (error instanceof Error) log.add(`a bug in dmctl: ${error.stack ?? error.message}`);
};

async function whileLocked(
  parts: Parts,
  { command, lockTimeoutSeconds: timeoutSeconds, output }: ChangingOptions,
  work: (changing: Changing) => Promise<Answer>,
): Promise<Answer> {
  const progress = await openProgress(process, output);
  const listen: Listener = (event) => {
    parts.log.onEvent(event);
    parts.stopwatch?.onEvent(event);
    harmless(() => {
      progress.listener(event);
    });
  };
  try {
    return await withLock(parts, { command, timeoutSeconds, listen }, () =>
      stoppable(listen, (stop) => work({ parts, listen, stop })),
    );
  } finally {
    await progress.end();
  }
}

/** Progress goes to standard error, so that standard output holds only the answer. */
async function openProgress({ stderr }: NodeJS.Process, output: Output): Promise<Progress> {
  if (output.json || output.quiet) return silent;
  const canvas = {
    write: (text: string) => void stderr.write(text),
    style: styleFor(stderr, output),
    verbose: output.verbose,
  };
  const moves = stderr.isTTY && process.env['TERM'] !== 'dumb' && (process.env['CI'] ?? '') === '';
  if (!moves) return progressLines(canvas);
  const { progressTerminal } = await import('../views/progress/terminal.ts');
  return progressTerminal(canvas, stderr);
}

/** A run must not end in the middle because a view cannot draw it. */
function harmless(draw: () => void): void {
  try {
    draw();
  } catch {
    // The outcome of the run is in its answer, its journal and its log.
  }
}

/** How a run ended, with the path of its log in the failure. */
export interface WalkedRun {
  readonly end: RunEnd;
  readonly failures: readonly Failure[];
}

/** Carries out one run with the real parts, and writes its log however the run ends. */
export async function walkRun(
  { parts, listen, stop }: Changing,
  runId: string,
  work: (apply: ApplyParts) => Promise<RunEnd>,
): Promise<WalkedRun> {
  const { host, reader, stateDir, log, version, user } = parts;
  const head = `run ${runId}: dmctl ${version}, by ${user}`;
  const apply: ApplyParts = {
    host,
    stateDir,
    look: (conditions) => checkConditions(reader, conditions),
    listen,
    stop,
    failpoint: failpointFrom(process.env),
  };
  try {
    const end = await work(apply);
    const path = await log.save(host, runId, head);
    return { end, failures: end.failure === null ? [] : [{ ...end.failure, log: path }] };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === 'DM001') logBug(parts, error);
    const path = await log.save(host, runId, head);
    throw new DmctlError({ ...failure, log: path }, { cause: error });
  }
}

/**
 * DMCTL_FAILPOINT=MOMENT:STEP kills dmctl at that point, as kill -9 would; this is how crash safety is
 * tested (docs/apply.md). Without the variable nothing happens.
 */
function failpointFrom(environment: NodeJS.ProcessEnv): ApplyParts['failpoint'] {
  const wanted = environment['DMCTL_FAILPOINT'];
  return (moment, step) => {
    if (wanted === `${moment}:${step}`) process.kill(process.pid, 'SIGKILL');
  };
}

function holderText(holder: LockHolder | null): string {
  if (holder === null) return 'the lock does not name its holder';
  const { pid, command, user, since } = holder;
  return `process ${String(pid)} (${user}) has held the lock since ${since}: ${command}`;
}

function locked(holder: LockHolder | null, waitedSeconds: number): DmctlError {
  const waited = waitedSeconds > 0 ? ` after waiting ${String(waitedSeconds)} s` : '';
  return refused({
    code: 'DM053',
    exitCode: EXIT.locked,
    message: `another dmctl is running${waited}`,
    why: holderText(holder),
    fix: ['wait until it has finished', '--lock-timeout SECONDS waits, then continues'],
  });
}

interface LockRequest {
  /** Shown to others who want the lock. */
  readonly command: string;
  readonly timeoutSeconds: number;
  readonly listen: Listener;
}

async function take(parts: Parts, request: LockRequest): Promise<LockResult> {
  const { host, lockPath, user } = parts;
  const { command, timeoutSeconds, listen } = request;
  const me = { pid: process.pid, command, user, since: host.now().toISOString() };
  const first = await host.lock(lockPath, me, 0);
  if (first.held || timeoutSeconds === 0) return first;
  const message = `waiting up to ${String(timeoutSeconds)} s: ${holderText(first.holder)}`;
  listen({ kind: 'waiting-for-lock', message });
  return host.lock(lockPath, me, timeoutSeconds * 1000);
}

/**
 * Does the work while holding the lock that every changing command takes.
 * @throws DmctlError DM053 if another dmctl holds it
 */
export async function withLock<T>(
  parts: Parts,
  request: LockRequest,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await take(parts, request);
  if (!lock.held) throw locked(lock.holder, request.timeoutSeconds);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
