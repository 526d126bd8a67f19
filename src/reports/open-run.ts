import { unfinishedRun } from '../apply/runs.ts';
import { parseHolder } from '../host/lock.ts';
import type { Check, CheckStatus } from '../model/check.ts';
import { DmctlError, type Failure } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Host } from '../model/host.ts';
import { knownOr } from '../model/known.ts';
import type { Notice } from '../model/notice.ts';
import type { Run } from '../model/plan/journal.ts';
import { attempt } from '../observe/attempt.ts';
import type { Parts } from '../run/context.ts';
import { errorAnswer, failureOf } from '../run/failure.ts';
import { mustBeRoot, typedCommandOf } from '../run/preconditions.ts';
import type { Answer } from '../views/answer.ts';
import { stoppedIn } from '../views/changes/history-text.ts';
import { noticesText } from '../views/failure-text.ts';
import type { Style } from '../views/style.ts';

/** A run that the journals show as not ended; `running`: a dmctl is carrying it out. */
export type OpenRun =
  | { readonly kind: 'none' }
  | { readonly kind: 'interrupted'; readonly run: Run }
  | { readonly kind: 'running'; readonly run: Run; readonly pid: number }
  | { readonly kind: 'unknown'; readonly failure: Failure };

/** Finds the run that has not ended; starts no process, and nothing about the journals ends it. */
export async function openRun(parts: Parts): Promise<OpenRun> {
  const { reader, stateDir, lockPath } = parts;
  try {
    const run = await unfinishedRun(reader, stateDir);
    if (run === null) return { kind: 'none' };
    const pid = knownOr(await attempt(() => lockingPid(reader, lockPath)), null);
    if (pid !== null) return { kind: 'running', run, pid };
    // It may have ended between the two looks.
    const still = await unfinishedRun(reader, stateDir);
    if (still === null) return { kind: 'none' };
    return still.runId === run.runId ? { kind: 'interrupted', run: still } : await openRun(parts);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === 'DM001') throw error;
    return { kind: 'unknown', failure };
  }
}

/**
 * The process that holds the lock. The file alone does not say: it still names a process that was killed,
 * whose number another one may have now. A holder has the file open.
 */
async function lockingPid(reader: Host, lockPath: string): Promise<number | null> {
  const file = await reader.lstat(lockPath);
  if (file?.kind !== 'file') return null;
  const holder = parseHolder((await reader.readText(lockPath)) ?? '');
  if (holder === null) return null;
  const folder = `/proc/${String(holder.pid)}/fd`;
  const names = (await reader.list(folder)) ?? [];
  const open = await Promise.all(names.map((name) => reader.stat(`${folder}/${name}`)));
  const isHeld = open.some((one) => one?.inode === file.inode && one.device === file.device);
  return isHeld ? holder.pid : null;
}

const FIX = ['dmctl resume    continues it', 'dmctl rollback  undoes what it did'];

/** Returns the notice that comes before anything else; null if no run is open. */
export function runNotice(now: OpenRun): Notice | null {
  if (now.kind === 'none') return null;
  const exitCode = EXIT.refused;
  if (now.kind === 'unknown') {
    const { code, message, why, fix } = now.failure;
    return {
      code,
      message: `whether a run is unfinished is unknown: ${message}`,
      why,
      fix,
      exitCode,
    };
  }
  const { runId, openedAt, user } = now.run;
  const name = `run ${runId} (${typedCommandOf(now.run)})`;
  const begun = `started by ${user} at ${openedAt}`;
  if (now.kind === 'running') {
    const message = `${name} is being carried out (pid ${String(now.pid)})`;
    return { code: 'DM053', message, why: begun, fix: ['wait until it has finished'], exitCode };
  }
  const message = [`${name} is unfinished`, ...stoppedIn(now.run)].join(', ');
  const why = `${begun} and interrupted; the host is as it left it, and Docker or containerd may be stopped`;
  return { code: 'DM054', message, why, fix: FIX, exitCode };
}

const STATUS: Readonly<Record<OpenRun['kind'], CheckStatus>> = {
  none: 'ok',
  running: 'note',
  interrupted: 'failed',
  unknown: 'unknown',
};

/** The check of `dmctl verify`. */
export function runCheck(now: OpenRun): Check {
  const notice = runNotice(now);
  return {
    id: 'run-finished',
    code: notice?.code ?? 'DM054',
    status: STATUS[now.kind],
    title: 'no run of dmctl is unfinished',
    found: notice?.message ?? 'all have ended',
    wanted: 'every run has ended, or is being carried out',
    fix: notice?.fix ?? [],
  };
}

/** The notice for people, with an empty line below it; '' if there is none. */
export function runHead(now: OpenRun, style: Style): string {
  const notice = runNotice(now);
  return notice === null ? '' : `${noticesText([notice], style)}\n`;
}

/**
 * Does the work of a command that only reads. Its answer, even an error, says first that a run has not
 * ended. An answer without text has been printed already.
 * @throws DmctlError DM003 before anything is looked at
 */
export async function whileReading(
  parts: Parts,
  command: string,
  work: (now: OpenRun) => Promise<Answer>,
): Promise<Answer> {
  mustBeRoot(parts.host, command);
  const now = await openRun(parts);
  const notice = runNotice(now);
  if (notice === null) return work(now);
  const answer = await work(now).catch((error: unknown) => failedAnswer(error, command, now));
  const { failures, warnings } = answer;
  return {
    ...answer,
    warnings: [notice, ...warnings],
    text: (style) => {
      const text = answer.text(style);
      return text === '' && failures.length === 0 ? '' : `${runHead(now, style)}${text}`;
    },
  };
}

/** Whoever has no pool because of an interrupted run should not be sent to set up another one. */
function failedAnswer(error: unknown, command: string, { kind }: OpenRun): Answer {
  if (!(error instanceof DmctlError)) throw error;
  const { failure } = error;
  if (kind !== 'interrupted' || failure.code !== 'DM103') return errorAnswer(error, command);
  return errorAnswer(new DmctlError({ ...failure, fix: FIX }), command);
}
