import type { Run } from '../model/plan/journal.ts';
import type { Step } from '../model/plan/plan.ts';

type Walked = Pick<Run, 'plan' | 'progress'>;

/** Steps that a run did or began. What it merely found in place or did not touch is not its own. */
function ownSteps({ plan, progress }: Walked): readonly Step[] {
  const ours = new Set(
    progress
      .filter(
        ({ direction, how, untouched }) => direction === 'do' && how !== 'adopted' && !untouched,
      )
      .map(({ step }) => step),
  );
  return plan.steps.filter((step) => ours.has(step.id));
}

/** The steps it did or began that nothing can take back, and what stays with them. */
export function keptSteps(run: Walked): readonly Step[] {
  const own = ownSteps(run);
  return own.slice(0, own.findLastIndex((step) => step.final === true) + 1);
}

/**
 * The way back from where a run got to: the undo steps of all that it did or began after its last
 * final step, last first; and of that step, where it did not come to its end, what it left halfway.
 */
export function undoSteps(run: Walked): readonly Step[] {
  const kept = keptSteps(run);
  const last = kept.at(-1);
  const isDone = run.progress.some(
    ({ step, direction, state }) => direction === 'do' && step === last?.id && state === 'verified',
  );
  return [
    ...ownSteps(run)
      .slice(kept.length)
      .reverse()
      .flatMap((step) => step.undo),
    ...(last === undefined || isDone ? [] : last.undo),
  ];
}
