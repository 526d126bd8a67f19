import { resumeRun } from '../apply/apply.ts';
import { unfinishedRun } from '../apply/runs.ts';
import { stepsLeft } from '../apply/undo.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Run } from '../model/plan/journal.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { walkRun, whileChanging, type Changing } from '../run/session.ts';
import type { JobOptions } from '../run/job.ts';
import type { Parts } from '../run/context.ts';
import { rollback } from './rollback.ts';
import { aheadAnswer, runData } from './recovery.ts';
import { commandOf, mustBeRoot } from '../run/preconditions.ts';

/** Nothing is unfinished: what was asked for is so already. */
const NOTHING: Answer = {
  ...plainAnswer('resume'),
  text: () => 'Nothing to resume: every run on record has ended. Nothing was changed.\n',
};

async function goOn(changing: Changing, run: Run): Promise<Answer> {
  const steps = run.direction === 'do' ? stepsLeft(run, 'do') : [];
  const { end, failures } = await walkRun(changing, run.runId, (apply) => resumeRun(apply, run));
  const done =
    end.end === 'done'
      ? `Done. Run ${run.runId} is finished: ${commandOf(run)}.\n`
      : `Done. Run ${run.runId} had turned back; the host is as it was before it.\n`;
  return {
    ...NOTHING,
    changed: end.steps.some(({ state }) => state === 'done' || state === 'undone'),
    exitCode: failures[0]?.exitCode ?? EXIT.done,
    runId: run.runId,
    data: runData(run, steps, end),
    failures,
    text: () => (failures.length === 0 ? done : ''),
  };
}

/** `dmctl resume`: goes on with the run that was cut off, in the direction it had. */
export async function resume(parts: Parts, options: JobOptions): Promise<Answer> {
  mustBeRoot(parts.host, 'resume');
  if (options.dryRun) {
    const run = await unfinishedRun(parts.reader, parts.stateDir);
    if (run?.direction === 'undo') return rollback(parts, run.runId, options);
    return run === null ? NOTHING : aheadAnswer('resume', run, stepsLeft(run, 'do'), options);
  }
  return whileChanging(parts, { command: 'resume', ...options }, async (changing) => {
    const run = await unfinishedRun(parts.reader, parts.stateDir);
    return run === null ? NOTHING : goOn(changing, run);
  });
}
