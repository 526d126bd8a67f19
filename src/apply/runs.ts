import { DmctlError } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Host } from '../model/host.ts';
import type { JournalRecord, Request, Run } from '../model/plan/journal.ts';
import { type Step, ACTION_KINDS } from '../model/plan/plan.ts';
import { endedRuns } from './ended-runs.ts';
import { lastRecord, readJournal, runFolder } from './journal.ts';
import { mustBePrivate } from './private-folder.ts';
import { isKnownCondition } from '../observe/conditions/conditions.ts';

type Progress = Run['progress'][number];
type RunEnd = NonNullable<Run['closed']>['end'];

/**
 * Lists the runs on record, oldest first. A directory without a journal never began to act, and is left
 * out.
 * @throws DmctlError DM058 if others could have written them, DM055
 */
export async function listRuns(host: Host, stateDir: string): Promise<readonly Run[]> {
  await mustBePrivate(host, stateDir);
  return readRuns(host, stateDir, await runNames(host, stateDir), () => true);
}

/** Finds the unfinished run, if there is one. @throws DmctlError DM058, DM055 */
export async function unfinishedRun(host: Host, stateDir: string): Promise<Run | null> {
  await mustBePrivate(host, stateDir);
  const ended = await endedRuns(host, stateDir);
  const names = (await runNames(host, stateDir)).filter((name) => !ended.has(name));
  const runs = await readRuns(host, stateDir, names, (journal) => !hasEnded(journal));
  return runs.findLast(({ closed }) => !isOver(closed?.end)) ?? null;
}

/**
 * Finds the last request that was carried out to its end, of those that are wanted; null: none is on record.
 * @throws DmctlError DM058, DM055
 */
export async function lastDone(
  host: Host,
  stateDir: string,
  isWanted: (request: Request) => boolean,
): Promise<Request | null> {
  await mustBePrivate(host, stateDir);
  const [ended, names] = [await endedRuns(host, stateDir), await runNames(host, stateDir)];
  const others = names.filter((name) => !ended.has(name));
  const read = await readRuns(host, stateDir, others, () => true);
  const known = names.flatMap((name) => ended.get(name) ?? []);
  const all = [...known, ...read.map((run) => ({ ...run, end: run.closed?.end ?? null }))];
  return (
    all.sort(byTime).findLast(({ end, request }) => end === 'done' && isWanted(request))?.request ??
    null
  );
}

const runNames = async (host: Host, stateDir: string): Promise<readonly string[]> =>
  (await host.list(`${stateDir}/runs`)) ?? [];

async function readRuns(
  host: Host,
  stateDir: string,
  names: readonly string[],
  isWanted: (journal: string) => boolean,
): Promise<readonly Run[]> {
  const runs = await Promise.all(names.map((name) => readRun(host, stateDir, name, isWanted)));
  return runs.filter((run) => run !== null).sort(byTime);
}

const byTime = (a: Pick<Run, 'openedAt' | 'runId'>, b: Pick<Run, 'openedAt' | 'runId'>): number =>
  `${a.openedAt} ${a.runId}` < `${b.openedAt} ${b.runId}` ? -1 : 1;

const isOver = (end: RunEnd | undefined): boolean => end === 'done' || end === 'put-back';

/** Whether a journal ends with the record of a run that is over: there may be hundreds of those. */
function hasEnded(journal: string): boolean {
  const last = lastRecord(journal);
  return last?.kind === 'closed' && isOver(last.end);
}

/**
 * Reads one run from its journal; null if nothing was journaled, or its text is not wanted.
 * @throws DmctlError DM055 if the journal is damaged or of another version
 */
export async function readRun(
  host: Host,
  stateDir: string,
  runId: string,
  isWanted: (journal: string) => boolean = () => true,
): Promise<Run | null> {
  const folder = runFolder(stateDir, runId);
  const bytes = await host.readBytes(`${folder}/journal.jsonl`);
  if (bytes === null) return null;
  const text = Buffer.from(bytes).toString('utf8');
  try {
    if (!isWanted(text)) return null;
    const { records } = readJournal(text);
    const blobs = await readBlobs(host, `${folder}/blobs`);
    return records.length === 0 ? null : runOf(records, blobs);
  } catch (error) {
    throw unreadableJournal(folder, error);
  }
}

async function readBlobs(host: Host, folder: string): Promise<Record<string, string>> {
  const blobs: Record<string, string> = {};
  for (const name of (await host.list(folder)) ?? []) {
    const content = await host.readBytes(`${folder}/${name}`);
    if (content !== null) blobs[name] = Buffer.from(content).toString('base64');
  }
  return blobs;
}

/**
 * Folds a journal's records into a run.
 * @throws Error if the first record does not open a run of this journal's version
 */
export function runOf(
  records: readonly JournalRecord[],
  blobs: Readonly<Record<string, string>>,
): Run {
  const opened = records[0];
  if (opened?.kind !== 'opened') throw new Error('its first record does not open a run');
  if ((opened.schema as number) !== 1) throw new Error(`it has version ${String(opened.schema)}`);
  const closed = records.findLast((record) => record.kind === 'closed');
  return {
    runId: opened.runId,
    openedAt: opened.at,
    user: opened.user,
    request: opened.request,
    plan: { ...opened.plan, blobs },
    direction: records.some((record) => record.kind === 'turned') ? 'undo' : 'do',
    progress: progressOf(records, opened.plan.steps),
    closed: closed === undefined ? null : { end: closed.end, at: closed.at },
  };
}

function progressOf(
  records: readonly JournalRecord[],
  steps: readonly Step[],
): readonly Progress[] {
  const progress = new Map<string, Progress>();
  for (const record of records) {
    if (record.kind !== 'intent' && record.kind !== 'result' && record.kind !== 'verified')
      continue;
    const key = `${record.direction} ${record.step}`;
    const { step, direction, kind: state } = record;
    const how = record.kind === 'verified' ? record.how : null;
    const untouched = record.kind === 'result' && record.untouched;
    progress.set(key, { step, direction, state, how, untouched });
  }
  for (const step of deferredSteps(records, steps)) {
    const entry = progress.get(`do ${step.id}`);
    if (entry?.state === 'result') progress.set(`do ${step.id}`, { ...entry, state: 'deferred' });
  }
  return [...progress.values()];
}

/** Steps that may leave their look to a later one, and after which the run has gone on. */
function deferredSteps(records: readonly JournalRecord[], steps: readonly Step[]): readonly Step[] {
  const begun = new Set(
    records.flatMap((one) => (one.kind === 'intent' && one.direction === 'do' ? [one.step] : [])),
  );
  const last = steps.findLastIndex(({ id }) => begun.has(id));
  return steps.filter((step, at) => at < last && step.verifiedWith !== undefined);
}

function unreadableJournal(folder: string, error: unknown): DmctlError {
  const why = error instanceof Error ? error.message : String(error);
  return new DmctlError(
    {
      code: 'DM055',
      exitCode: EXIT.refused,
      message: `the journal in ${folder} cannot be read`,
      why,
      fix: [
        'use the version of dmctl that wrote it',
        `if you know that its run is over: move ${folder} away`,
      ],
      state: 'nothing was changed',
    },
    { cause: error },
  );
}

/** Kinds of actions and conditions of a step that this dmctl does not know. */
function unknownIn(step: Step): readonly string[] {
  const { before, after, verifiedWith } = step;
  const conditions = [...before, ...after, ...(verifiedWith?.conditions ?? [])].filter(
    (condition) => !isKnownCondition(condition),
  );
  const { action } = step;
  return [
    ...(action.kind in ACTION_KINDS ? [] : [action.kind]),
    ...conditions.map(({ kind }) => kind),
    ...[...step.undo, ...(step.mend ?? [])].flatMap(unknownIn),
  ];
}

/**
 * Refuses a run planned by a newer dmctl with steps that this one cannot carry out or check.
 * @throws DmctlError DM055
 */
export function mustKnowSteps(runId: string, steps: readonly Step[]): void {
  const unknown = [...new Set(steps.flatMap(unknownIn))];
  if (unknown.length === 0) return;
  throw new DmctlError({
    code: 'DM055',
    exitCode: EXIT.refused,
    message: `run ${runId} has steps that this version of dmctl does not know`,
    why: `a newer version planned them: ${unknown.join(', ')}`,
    fix: ['use the version of dmctl that wrote it'],
    state: 'nothing was changed',
  });
}
