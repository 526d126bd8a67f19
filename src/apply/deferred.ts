import type { Run } from '../model/plan/journal.ts';
import type { Step } from '../model/plan/plan.ts';
import { portions, verdictOf, type Checked } from './look.ts';
import { SUCCESS, type Performed } from './run-command.ts';

/** A step that has acted, and whose look is left to a later step. */
export interface Deferred {
  readonly step: Step;
  readonly performed: Performed;
  readonly seenWith: NonNullable<Step['verifiedWith']>;
}

/** Steps of a run that was interrupted before the step which was to look at them. */
export function deferredIn({ plan, progress }: Run): readonly Deferred[] {
  const open = new Set(
    progress.filter(({ state }) => state === 'deferred').map(({ step }) => step),
  );
  return plan.steps.flatMap((step) => {
    const { id, verifiedWith } = step;
    return open.has(id) && verifiedWith !== undefined
      ? [{ step, performed: SUCCESS, seenWith: verifiedWith }]
      : [];
  });
}

/** Those that this step looks at. */
export const deferredTo = (deferred: readonly Deferred[], { id }: Step): readonly Deferred[] =>
  deferred.filter(({ seenWith }) => seenWith.step === id);

/**
 * May this step begin on the success of the steps before it, which are looked at together with it?
 * One that destroys data never does.
 */
export function beginsUnseen(deferred: readonly Deferred[], { verifiedWith, risk }: Step): boolean {
  if (risk === 'destroys-data') return false;
  return deferred.some(({ seenWith }) => seenWith.step === verifiedWith?.step);
}

/**
 * The last of these steps whose conditions do not hold: those before it only show through it. null:
 * all led where they should.
 * @param seen the findings on all their conditions, in order
 */
export function lastUnmet(left: readonly Deferred[], seen: readonly Checked[]): Deferred | null {
  const found = portions(seen, ...left.map(({ seenWith }) => seenWith.conditions));
  return left.findLast((_, at) => verdictOf(found[at] ?? []) !== 'holds') ?? null;
}
