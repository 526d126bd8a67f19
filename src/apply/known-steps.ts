import { DmctlError } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import { ACTION_KINDS, type Step } from '../model/plan/plan.ts';
import { isKnownCondition } from '../observe/conditions/conditions.ts';

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
