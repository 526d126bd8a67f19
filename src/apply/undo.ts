import type { Run } from '../model/journal.ts';
import type { Step } from '../model/plan.ts';

/**
 * The way back from where a run got to: the undo steps of all that it did or began, last first.
 * What it merely found in place (adopted) or did not touch is not its own and stays.
 */
export function undoSteps(run: Pick<Run, 'plan' | 'progress'>): readonly Step[] {
  const ours = new Set(
    run.progress
      .filter(
        ({ direction, how, untouched }) => direction === 'do' && how !== 'adopted' && !untouched,
      )
      .map(({ step }) => step),
  );
  return run.plan.steps
    .filter((step) => ours.has(step.id))
    .reverse()
    .flatMap((step) => step.undo);
}
