import { isDeepStrictEqual } from 'node:util';
import type { Condition } from '../model/condition.ts';
import type { Step } from '../model/plan.ts';
import { verdictOf, type Look } from './look.ts';

/**
 * Steps that are done but whose effect a reboot has taken away: Docker was stopped, and runs again.
 * They are the ones that led to something that a step still ahead starts from, and that could begin
 * again as things are: a step whose effect the one in progress has used up could not.
 * @param pending the steps that are left, in order
 */
export async function stepsToRetake(
  look: Look,
  steps: readonly Step[],
  pending: readonly Step[],
): Promise<readonly Step[]> {
  const needed = pending.flatMap(({ before }) => before);
  const done = steps.filter((step) => !pending.includes(step));
  const kept = done
    .flatMap(({ after }) => after)
    .filter((condition) => needed.some(same(condition)));
  const lost = (await look(kept)).filter(({ finding }) => finding.verdict === 'fails');
  const undone = done.filter(({ after }) =>
    lost.some(({ condition }) => after.some(same(condition))),
  );
  const able = await Promise.all(
    undone.map(async ({ before }) => verdictOf(await look(before)) === 'holds'),
  );
  return undone.filter((_step, index) => able[index]);
}

const same =
  (one: Condition) =>
  (other: Condition): boolean =>
    isDeepStrictEqual(one, other);
