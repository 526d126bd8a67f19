import { isDeepStrictEqual } from 'node:util';
import type { Step } from '../model/plan.ts';
import type { Look } from './look.ts';

/**
 * Steps that are done but whose effect a reboot has taken away: Docker was stopped, and runs again.
 * They are the ones that led to what the next step starts from and that no longer holds.
 * @param pending the steps that are left, in order
 */
export async function stepsToRetake(
  look: Look,
  steps: readonly Step[],
  pending: readonly Step[],
): Promise<readonly Step[]> {
  const [next] = pending;
  if (next === undefined) return [];
  const done = steps.filter((step) => !pending.includes(step));
  const lost = (await look(next.before)).filter(({ finding }) => finding.verdict === 'fails');
  return done.filter((step) =>
    lost.some(({ condition }) => step.after.some((after) => isDeepStrictEqual(after, condition))),
  );
}
