import { resumeRun, rollbackRun, stepStates, type RunEnd } from '../apply/apply.ts';
import { listRuns, readRun, unfinishedRun } from '../apply/runs.ts';
import { keptSteps, stepsLeft } from '../apply/undo.ts';
import { refused, type DmctlError } from '../model/errors.ts';
import type { Notice } from '../model/notice.ts';
import type { Run } from '../model/plan/journal.ts';
import type { Step } from '../model/plan/plan.ts';
import { refusal } from '../plan/steps/refusal.ts';
import { setUpsOnRecord } from '../plan/steps/setup-record.ts';
import { dryRunAnswer, ranAnswer } from '../run/carry-out.ts';
import type { Parts } from '../run/context.ts';
import type { JobOptions } from '../run/job.ts';
import { typedCommandOf, mustBeRoot } from '../run/preconditions.ts';
import { walkRun, whileChanging, type WalkedRun } from '../run/session.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { planJson, type ShownState } from '../views/changes/plan-json.ts';
import { stepsAheadText } from '../views/changes/plan-text.ts';
import { counted } from '../views/text.ts';
import { mustBeConfirmed, unconfirmedLoss } from './migrate-rollback.ts';

type Command = 'resume' | 'rollback';

/** No run is unfinished: there is nothing to do. */
const NOTHING: Answer = {
  ...plainAnswer('resume'),
  text: () => 'Nothing to resume: no run is unfinished. Nothing was changed.\n',
};

/** `dmctl resume`: continues an interrupted run in the direction it had. */
export async function resume(parts: Parts, options: JobOptions): Promise<Answer> {
  mustBeRoot(parts.host, 'resume');
  if (options.dryRun) {
    const run = await unfinishedRun(parts.reader, parts.stateDir);
    if (run?.direction === 'undo') return rollback(parts, run.runId, options);
    return run === null ? NOTHING : aheadAnswer('resume', run, stepsLeft(run, 'do'), options);
  }
  return whileChanging(parts, { command: 'resume', ...options }, async (changing) => {
    const run = await unfinishedRun(parts.reader, parts.stateDir);
    if (run === null) return NOTHING;
    const ahead = run.direction === 'do' ? stepsLeft(run, 'do') : [];
    const walked = await walkRun(changing, run.runId, (apply) => resumeRun(apply, run));
    const isDone = walked.end.end === 'done';
    const text = isDone
      ? `finished: ${typedCommandOf(run)}`
      : 'undone; the host is as it was before it';
    return recoveredAnswer('resume', run, ahead, walked, `Done. Run ${run.runId} was ${text}.\n`);
  });
}

/**
 * `dmctl rollback [RUN]`: undoes what an unfinished run did.
 * @param confirm the pool, if what was made since a switch to overlay2 is to be dropped; null if not
 */
export async function rollback(
  parts: Parts,
  runId: string | null,
  options: JobOptions,
  confirm: string | null = null,
): Promise<Answer> {
  mustBeRoot(parts.host, 'rollback');
  if (options.dryRun) {
    const run = await runToUndo(parts, runId);
    const loss = await unconfirmedLoss(parts.reader, run, null);
    const warnings = loss === null ? [] : [loss];
    return aheadAnswer('rollback', run, stepsLeft(run, 'undo'), options, warnings);
  }
  return whileChanging(parts, { command: 'rollback', ...options }, async (changing) => {
    const run = await runToUndo(parts, runId);
    await mustBeConfirmed(parts.reader, run, confirm);
    const steps = stepsLeft(run, 'undo');
    const walked = await walkRun(changing, run.runId, (apply) => rollbackRun(apply, run));
    return recoveredAnswer('rollback', run, steps, walked, undoneText(run));
  });
}

const LIST = 'dmctl history lists the runs';

const nothingToUndo = (why: string, fix = LIST): DmctlError =>
  refused(refusal('DM056', 'there is nothing to roll back', why, [fix]));

/** Finds the unfinished run; if a run is named, it must be that one. @throws DmctlError DM056 */
async function runToUndo({ reader, stateDir }: Parts, runId: string | null): Promise<Run> {
  const open = await unfinishedRun(reader, stateDir);
  if (open !== null && (runId === null || runId === open.runId)) return open;
  if (runId === null) throw nothingToUndo('no run is unfinished');
  const named = /^[0-9a-f]+$/.test(runId) ? await readRun(reader, stateDir, runId) : null;
  if (named === null) throw nothingToUndo(`run ${runId} does not exist`);
  const runs = await listRuns(reader, stateDir);
  const isStanding = setUpsOnRecord(runs).some((record) => record.runId === named.runId);
  throw nothingToUndo(`run ${runId} is finished`, wayBack(named, isStanding));
}

/** Explains how a finished run can be reversed, if at all. */
function wayBack({ request, closed }: Run, isStanding: boolean): string {
  const { command, options } = request;
  if (closed?.end !== 'done') return LIST;
  if (!command.startsWith('setup')) return 'what it did cannot be undone';
  if (!isStanding) return 'its setup was removed since, or it changed nothing';
  if (command === 'setup loop-lvm')
    return 'dmctl teardown --confirm loop-lvm  removes what it set up';
  const pool = `${String(options['vg'])}/${String(options['pool'])}`;
  return `dmctl teardown --confirm ${pool}  removes what it set up`;
}

function undoneText(run: Run): string {
  const kept = keptSteps(run).filter((step) => step.final === true);
  if (kept.length > 0) {
    const titles = kept.map(({ title }) => `  ${title}\n`).join('');
    const done = `Done. Run ${run.runId} is given up. These steps cannot be undone:\n${titles}`;
    const { command, options } = run.request;
    if (command !== 'teardown') return done;
    return `${done}dmctl teardown --confirm ${String(options['confirm'])} removes what is left.\n`;
  }
  return `Done. Run ${run.runId} was undone: the host is as it was before ${typedCommandOf(run)}.\n`;
}

/**
 * The `data` of resume and rollback: the plan of the run with the state of each step, and the steps
 * that were ahead.
 * @param end how the run ended; null if nothing was done
 */
function runData(
  run: Run,
  ahead: readonly Step[],
  end: RunEnd | null,
): Readonly<Record<string, unknown>> {
  const states = new Map<string, ShownState>(
    (end?.steps ?? stepStates(run)).map(({ id, state }) => [id, state]),
  );
  return {
    command: run.request.command,
    devices: run.request.devices,
    end: end?.end ?? null,
    plan: planJson(run.plan, (id) => states.get(id) ?? 'pending'),
    ahead: planJson({ id: run.plan.id, steps: ahead, layout: null }, () => 'planned')['steps'],
  };
}

/** The answer to a dry run of `dmctl resume` or `dmctl rollback`: the steps that are ahead. */
function aheadAnswer(
  command: Command,
  run: Run,
  steps: readonly Step[],
  options: JobOptions,
  warnings: readonly Notice[] = [],
): Answer {
  const plan = { ...run.plan, command, steps, warnings };
  const head = `${command} of run ${run.runId} (${typedCommandOf(run)}), ${counted(steps.length, 'step')}`;
  const text: Answer['text'] = (style) => stepsAheadText(head, steps, style, warnings);
  const data = runData(run, steps, null);
  return { ...dryRunAnswer(command, { plan, data }, options, text), runId: run.runId };
}

/**
 * The answer of `dmctl resume` or `dmctl rollback`.
 * @param ahead the steps that were ahead of the run
 * @param text for people, if it succeeded
 */
function recoveredAnswer(
  command: Command,
  run: Run,
  ahead: readonly Step[],
  walked: WalkedRun,
  text: string,
): Answer {
  const { end } = walked;
  const account = { data: runData(run, ahead, end), warnings: [] };
  const isUndone = end.steps.some(({ state }) => state === 'undone');
  return { ...ranAnswer(command, walked, account, () => text), changed: end.changed || isUndone };
}
