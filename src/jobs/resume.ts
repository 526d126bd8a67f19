import { resumeRun } from '../apply/apply.ts';
import { unfinishedRun } from '../apply/runs.ts';
import { stepsLeft } from '../apply/undo.ts';
import type { Run } from '../model/plan/journal.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { walkRun, whileChanging, type Changing } from '../run/session.ts';
import type { JobOptions } from '../run/job.ts';
import type { Parts } from '../run/context.ts';
import { rollback } from './rollback.ts';
import { aheadAnswer, recoveredAnswer } from './recovery.ts';
import { commandOf, mustBeRoot } from '../run/preconditions.ts';

/** No run is unfinished: there is nothing to do. */
const NOTHING: Answer = {
  ...plainAnswer('resume'),
  text: () => 'Nothing to resume: no run is unfinished. Nothing was changed.\n',
};

async function goOn(changing: Changing, run: Run): Promise<Answer> {
  const steps = run.direction === 'do' ? stepsLeft(run, 'do') : [];
  const walked = await walkRun(changing, run.runId, (apply) => resumeRun(apply, run));
  const text = (): string =>
    walked.end.end === 'done'
      ? `Done. Run ${run.runId} is finished: ${commandOf(run)}.\n`
      : `Done. Run ${run.runId} was undone; the host is as it was before it.\n`;
  return recoveredAnswer('resume', run, steps, walked, text);
}

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
    return run === null ? NOTHING : goOn(changing, run);
  });
}
