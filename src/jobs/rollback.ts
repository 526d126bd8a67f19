import { rollbackRun } from '../apply/apply.ts';
import { listRuns, readRun, unfinishedRun } from '../apply/runs.ts';
import { keptSteps, stepsLeft } from '../apply/undo.ts';
import { refused, type DmctlError } from '../model/errors.ts';
import type { Run } from '../model/plan/journal.ts';
import { refusal } from '../plan/steps/refusal.ts';
import { setUpsOnRecord } from '../plan/steps/setup-record.ts';
import type { Answer } from '../views/answer.ts';
import { walkRun, whileChanging } from '../run/session.ts';
import type { JobOptions } from '../run/job.ts';
import type { Parts } from '../run/context.ts';
import { aheadAnswer, recoveredAnswer } from './recovery.ts';
import { commandOf, mustBeRoot } from '../run/preconditions.ts';

const LIST = 'dmctl history lists the runs';

const nothingToUndo = (why: string, fix = LIST): DmctlError =>
  refused(refusal('DM056', 'there is nothing to roll back', why, [fix]));

/**
 * Finds the unfinished run; if a run is named, it must be that one.
 * @throws DmctlError DM056
 */
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
    const done = `Done. Run ${run.runId} is abandoned. These steps cannot be undone:\n${titles}`;
    const { command, options } = run.request;
    if (command !== 'teardown') return done;
    return `${done}dmctl teardown --confirm ${String(options['confirm'])} removes what is left.\n`;
  }
  return `Done. Run ${run.runId} was undone: the host is as it was before ${commandOf(run)}.\n`;
}

/** `dmctl rollback [RUN]`: undoes what an unfinished run did. */
export async function rollback(
  parts: Parts,
  runId: string | null,
  options: JobOptions,
): Promise<Answer> {
  mustBeRoot(parts.host, 'rollback');
  if (options.dryRun) {
    const run = await runToUndo(parts, runId);
    return aheadAnswer('rollback', run, stepsLeft(run, 'undo'), options);
  }
  return whileChanging(parts, { command: 'rollback', ...options }, async (changing) => {
    const run = await runToUndo(parts, runId);
    const steps = stepsLeft(run, 'undo');
    const walked = await walkRun(changing, run.runId, (apply) => rollbackRun(apply, run));
    return recoveredAnswer('rollback', run, steps, walked, () => undoneText(run));
  });
}
