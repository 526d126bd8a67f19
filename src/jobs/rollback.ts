import { rollbackRun } from '../apply/apply.ts';
import { listRuns, readRun, unfinishedRun } from '../apply/runs.ts';
import { keptSteps, stepsLeft } from '../apply/undo.ts';
import { DmctlError } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Run } from '../model/plan/journal.ts';
import { setUpsOnRecord } from '../plan/steps/setup-record.ts';
import type { Answer } from '../views/answer.ts';
import { walkRun, whileChanging } from '../run/session.ts';
import type { JobOptions } from '../run/job.ts';
import type { Parts } from '../run/context.ts';
import { aheadAnswer, runData } from './recovery.ts';
import { commandOf, mustBeRoot } from '../run/preconditions.ts';

const LIST = 'dmctl history lists the runs';

function nothingToUndo(why: string, fix = LIST): DmctlError {
  return new DmctlError({
    code: 'DM056',
    exitCode: EXIT.refused,
    message: 'there is nothing to roll back',
    why,
    fix: [fix],
    state: 'nothing was changed',
  });
}

/**
 * The unfinished run, which is the one named where one is named.
 * @throws DmctlError DM056
 */
async function runToUndo({ reader, stateDir }: Parts, runId: string | null): Promise<Run> {
  const open = await unfinishedRun(reader, stateDir);
  if (open !== null && (runId === null || runId === open.runId)) return open;
  if (runId === null) throw nothingToUndo('every run on record has ended');
  const named = /^[0-9a-f]+$/.test(runId) ? await readRun(reader, stateDir, runId) : null;
  if (named === null) throw nothingToUndo(`there is no run ${runId}`);
  const runs = await listRuns(reader, stateDir);
  const isStanding = setUpsOnRecord(runs).some((record) => record.runId === named.runId);
  throw nothingToUndo(`run ${runId} has ended`, wayBack(named, isStanding));
}

/** What takes a finished run back has another name, where anything does. */
function wayBack({ request, closed }: Run, isStanding: boolean): string {
  const { command, options } = request;
  if (closed?.end !== 'done') return LIST;
  if (!command.startsWith('setup')) return 'what it did stays done; nothing takes it back';
  if (!isStanding) return 'what it set up was taken down since, or it had nothing to do';
  if (command === 'setup loop-lvm') return 'dmctl teardown --confirm loop-lvm  takes it down again';
  const pool = `${String(options['vg'])}/${String(options['pool'])}`;
  return `dmctl teardown --confirm ${pool}  takes it down again`;
}

function undoneText(run: Run): string {
  const kept = keptSteps(run).filter((step) => step.final === true);
  if (kept.length > 0) {
    const titles = kept.map(({ title }) => `  ${title}\n`).join('');
    const done = `Done. Run ${run.runId} is given up. What cannot be taken back stays:\n${titles}`;
    const { command, options } = run.request;
    if (command !== 'teardown') return done;
    return `${done}dmctl teardown --confirm ${String(options['confirm'])} removes what is left.\n`;
  }
  return `Done. Run ${run.runId} is undone: the host is as it was before ${commandOf(run)}.\n`;
}

/** `dmctl rollback [RUN]`: takes back what an unfinished run did. */
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
    const { end, failures } = await walkRun(changing, run.runId, (apply) =>
      rollbackRun(apply, run),
    );
    return {
      command: 'rollback',
      changed: end.changed || end.steps.some(({ state }) => state === 'undone'),
      exitCode: failures[0]?.exitCode ?? EXIT.done,
      runId: run.runId,
      data: runData(run, steps, end),
      warnings: [],
      failures,
      text: () => (failures.length === 0 ? undoneText(run) : ''),
    };
  });
}
