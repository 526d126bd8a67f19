import { KeptTree } from '../convert/kept-tree.ts';
import type { ExitCode } from '../model/exit-codes.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Direction, JournalRecord, Request, Run } from '../model/plan/journal.ts';
import type { Failure } from '../model/errors.ts';
import { HostError } from '../model/host.ts';
import type { Plan, Step } from '../model/plan/plan.ts';
import { leftAlone } from './act.ts';
import { cutShort, putBack, putBackFailed, refusedByHost, stoppedPartWay } from './failures.ts';
import { deferredIn } from './deferred.ts';
import { noteEnded } from './ended-runs.ts';
import { mustKnowSteps, readRun } from './runs.ts';
import { makeRunFolder, openJournal, runFolder, type Journal } from './journal.ts';
import type { ApplyParts } from './parts.ts';
import { isOvertaken, stepsToRetake, keptSteps, stepsLeft, undoSteps } from './undo.ts';
import type { StepFailure } from './step.ts';
import { walkSteps } from './walk.ts';

/** How a run ended. `failure` is null if it ended as intended. */
export interface RunEnd {
  readonly runId: string;
  readonly end: 'done' | 'put-back' | 'stopped' | 'put-back-failed';
  /** True if the host differs from how it was before the run. */
  readonly changed: boolean;
  readonly failure: Failure | null;
  /** How far each step of the plan got. */
  readonly steps: readonly { readonly id: string; readonly state: StepState }[];
}

export type StepState = 'pending' | 'begun' | 'done' | 'already' | 'undone';

/** The request and the user, for the journal. */
export interface Opening {
  readonly runId: string;
  readonly request: Request;
  readonly user: string;
  readonly version: string;
}

/**
 * Carries out a plan, journaled step by step; if a step fails, every change is undone.
 * The caller holds the lock.
 */
export async function applyPlan(parts: ApplyParts, plan: Plan, opening: Opening): Promise<RunEnd> {
  const journal = await begunJournal(parts, plan, opening);
  const { blobs } = plan;
  const { runId } = opening;
  parts.listen({ kind: 'run-opened', runId, steps: plan.steps, resumed: false });
  return finishing(parts, journal, () => goForward(parts, journal, { plan, blobs, fresh: true }));
}

/** On a full disk nothing stays of a run that has no record: history would not show it. */
async function begunJournal(parts: ApplyParts, plan: Plan, opening: Opening): Promise<Journal> {
  const { host, stateDir } = parts;
  const { blobs, ...shown } = plan;
  let journal: Journal | null = null;
  try {
    await makeRunFolder(host, stateDir, opening.runId, blobs);
    journal = await openJournal(host, stateDir, opening.runId);
    await journal.write({ kind: 'opened', schema: 1, at: now(parts), ...opening, plan: shown });
    return journal;
  } catch (error) {
    await journal?.close().catch(() => undefined);
    await host.removeTree(runFolder(stateDir, opening.runId)).catch(() => undefined);
    throw error;
  }
}

/**
 * Continues an interrupted run in the direction it had. The caller holds the lock.
 * @throws DmctlError DM055 if a newer dmctl planned it
 */
export async function resumeRun(parts: ApplyParts, run: Run): Promise<RunEnd> {
  if (run.direction === 'undo') return rollbackRun(parts, run);
  mustKnowSteps(run.runId, run.plan.steps);
  const journal = await openJournal(parts.host, parts.stateDir, run.runId);
  parts.listen({ kind: 'run-opened', runId: run.runId, steps: run.plan.steps, resumed: true });
  const { plan } = run;
  return finishing(parts, journal, () =>
    goForward(parts, journal, { plan, blobs: plan.blobs, fresh: false }),
  );
}

/**
 * Undoes everything that an unfinished run did. The caller holds the lock.
 * @throws DmctlError DM055 if a newer dmctl planned a step of it
 */
export async function rollbackRun(parts: ApplyParts, run: Run): Promise<RunEnd> {
  mustKnowSteps(run.runId, undoSteps(run));
  const journal = await openJournal(parts.host, parts.stateDir, run.runId);
  parts.listen({ kind: 'run-opened', runId: run.runId, steps: undoSteps(run), resumed: true });
  return finishing(parts, journal, async () => {
    await settleCutOff(parts, journal, run);
    if (run.direction === 'do') await turn(parts, journal, 'rollback was requested');
    return goBack(parts, journal, {
      reason: null,
      again: await stepsToRetake(parts.look, held(run), 'undo'),
    });
  });
}

/** A run that cannot write its journal stops where it is, for example on a full disk. */
async function finishing(
  parts: ApplyParts,
  journal: Journal,
  work: () => Promise<RunEnd>,
): Promise<RunEnd> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const isFinal = keptSteps(await reread(parts, journal)).length > 0;
    return await stop(parts, journal, cutShort(journal.runId, error, isFinal));
  } finally {
    await journal.close();
  }
}

interface Forward {
  readonly plan: Plan;
  readonly blobs: Plan['blobs'];
  /** True for a fresh plan: if a step fails, every change is undone. */
  readonly fresh: boolean;
}

async function goForward(parts: ApplyParts, journal: Journal, work: Forward): Promise<RunEnd> {
  const run = await reread(parts, journal);
  const begun = stepsWith(run, 'do', () => true);
  const verified = stepsWith(run, 'do', (state) => state === 'verified');
  const done = work.plan.steps.filter((step) => verified.has(step.id));
  const candidates = done.filter((step) => !isOvertaken(step, work.plan.steps, begun));
  const again = work.fresh ? [] : await stepsToRetake(parts.look, candidates, 'do');
  const takenUp = !work.fresh;
  const way = { direction: 'do', deferred: deferredIn(run), takenUp, begun } as const;
  const walk = { parts, journal, blobs: work.blobs, ...way, kept: new KeptTree() };
  const end = await walkSteps(walk, [...again, ...stepsLeft(run, 'do')]);
  if (end.kind === 'finished') return close(parts, journal, 'done', EXIT.done, null);
  const isFinal = keptSteps(await reread(parts, journal)).length > 0;
  if (end.kind === 'stopped')
    return stop(parts, journal, stoppedPartWay(journal.runId, end.signal, isFinal));
  const { failure } = end;
  if (!end.acted) {
    return close(parts, journal, 'put-back', EXIT.refused, refusedByHost(failure));
  }
  const mayTurn = work.fresh && failure.kind !== 'unknown' && !isFinal;
  if (!mayTurn) return stop(parts, journal, stoppedPartWay(journal.runId, failure, isFinal));
  const lost = await stepsToRetake(parts.look, held(await reread(parts, journal)), 'undo');
  await turn(parts, journal, failure.performed?.detail ?? failure.unmet.join('; '));
  return goBack(parts, journal, { reason: failure, again: lost });
}

/**
 * Steps that later steps still need: they are done, or begun and continued from, and their undo has not
 * begun.
 */
function held(run: Run): readonly Step[] {
  const begun = stepsWith(run, 'do', () => true);
  const verified = stepsWith(run, 'do', (state) => state === 'verified');
  const undone = stepsWith(run, 'undo', () => true);
  const { steps } = run.plan;
  const last = steps.findLastIndex(({ id }) => begun.has(id));
  const kept = new Set(keptSteps(run));
  const standing = steps.filter(({ undo }) => !undo.some(({ id }) => undone.has(id)));
  return standing.filter((step) => {
    const isReached = verified.has(step.id) || (begun.has(step.id) && steps.indexOf(step) < last);
    return isReached && !kept.has(step) && !isOvertaken(step, standing, begun);
  });
}

/**
 * A final step that was interrupted before it did anything does not prevent an undo of the steps before
 * it.
 */
async function settleCutOff(parts: ApplyParts, journal: Journal, run: Run): Promise<void> {
  const begun = stepsWith(run, 'do', () => true);
  const step = run.plan.steps.findLast(({ id }) => begun.has(id));
  const last = run.progress.find(
    ({ direction, step: id }) => direction === 'do' && id === step?.id,
  );
  if (step === undefined || last?.state !== 'intent' || !(await leftAlone(parts.look, step)))
    return;
  const detail = 'interrupted before it began';
  const result = { direction: 'do', step: step.id, ok: false, detail, untouched: true } as const;
  await journal.write({ kind: 'result', at: now(parts), ...result });
}

async function turn(parts: ApplyParts, journal: Journal, why: string): Promise<void> {
  await journal.write({ kind: 'turned', at: now(parts), why });
  parts.listen({ kind: 'turned-back', why });
}

interface Back {
  /** The step that failed; null if rollback was requested. */
  readonly reason: StepFailure | null;
  /** Steps to repeat first, since a reboot undid them. */
  readonly again: readonly Step[];
}

async function goBack(
  parts: ApplyParts,
  journal: Journal,
  { reason, again }: Back,
): Promise<RunEnd> {
  const run = await reread(parts, journal);
  const begun = stepsWith(run, 'undo', () => true);
  const { blobs } = run.plan;
  const takenUp = reason === null;
  const way = { direction: 'undo', deferred: [], takenUp, begun } as const;
  const walk = { parts, journal, blobs, ...way, kept: new KeptTree() };
  const end = await walkSteps(walk, [...again, ...stepsLeft(run, 'undo')]);
  if (end.kind !== 'failed') {
    const failure = reason === null ? null : putBack(reason);
    return close(parts, journal, 'put-back', failure?.exitCode ?? EXIT.done, failure);
  }
  const failure = putBackFailed(journal.runId, reason, end.failure);
  return close(parts, journal, 'put-back-failed', failure.exitCode, failure);
}

async function reread(parts: ApplyParts, journal: Journal): Promise<Run> {
  const run = await readRun(parts.host, parts.stateDir, journal.runId);
  if (run === null) throw new Error(`the journal of run ${journal.runId} no longer exists`);
  return run;
}

function stepsWith(
  run: Run,
  direction: Direction,
  wanted: (state: Run['progress'][number]['state']) => boolean,
): ReadonlySet<string> {
  return new Set(
    run.progress
      .filter((entry) => entry.direction === direction && wanted(entry.state))
      .map((entry) => entry.step),
  );
}

async function close(
  parts: ApplyParts,
  journal: Journal,
  end: Extract<JournalRecord, { kind: 'closed' }>['end'],
  exitCode: ExitCode,
  failure: Failure | null,
): Promise<RunEnd> {
  await journal.write({ kind: 'closed', at: now(parts), end, exitCode });
  const run = await reread(parts, journal);
  await noteEnded(parts.host, parts.stateDir, run);
  const steps = stepStates(run);
  const isKept = end === 'put-back' && keptSteps(run).length > 0;
  const changed = end === 'put-back-failed' || isKept || (end === 'done' && steps.some(isChange));
  return { runId: journal.runId, end, changed, failure, steps };
}

async function stop(parts: ApplyParts, journal: Journal, failure: Failure): Promise<RunEnd> {
  const steps = stepStates(await reread(parts, journal));
  return { runId: journal.runId, end: 'stopped', changed: steps.some(isChange), failure, steps };
}

const isChange = ({ state }: { readonly state: StepState }): boolean =>
  state === 'done' || state === 'begun';

/** Returns how far each step of a run's plan got. */
export function stepStates(run: Run): RunEnd['steps'] {
  return run.plan.steps.map(({ id, undo, final }) => {
    const forward = run.progress.find((entry) => entry.direction === 'do' && entry.step === id);
    const back = undo.every(({ id: undoId }) =>
      run.progress.some(
        (entry) =>
          entry.direction === 'undo' && entry.step === undoId && entry.state === 'verified',
      ),
    );
    return { id, state: stateOf(forward, undo.length > 0 && back && final !== true) };
  });
}

function stateOf(entry: Run['progress'][number] | undefined, undone: boolean): StepState {
  if (entry === undefined) return 'pending';
  if (undone) return 'undone';
  if (entry.state !== 'verified') return 'begun';
  return entry.how === 'adopted' ? 'already' : 'done';
}

const now = (parts: ApplyParts): string => parts.host.now().toISOString();
