import type { Condition } from '../model/plan/condition.ts';
import type { Step } from '../model/plan/plan.ts';
import { verdictOf, type Look } from './look.ts';

/** Effects that a reboot undoes: a stopped Docker runs again, a second table is gone. */
const LOST_BY_A_REBOOT: ReadonlySet<Condition['kind']> = new Set(['units', 'pool-table']);

/**
 * Lists steps that were done, but undone by a reboot, and that can be repeated as things are.
 * @param done the steps that were verified
 */
export async function stepsToRetake(look: Look, done: readonly Step[]): Promise<readonly Step[]> {
  const again: Step[] = [];
  for (const step of done.filter(({ after }) => after.some(isLost))) {
    const lost = verdictOf(await look(step.after)) === 'fails';
    if (lost && verdictOf(await look(step.before)) === 'holds') again.push(step);
  }
  return again;
}

const isLost = ({ kind }: Condition): boolean => LOST_BY_A_REBOOT.has(kind);

/** A Docker that runs was started by a later step if that has begun, not by a reboot. */
export function isOvertaken(
  step: Step,
  steps: readonly Step[],
  begun: ReadonlySet<string>,
): boolean {
  const stops = step.after.some((condition) => condition.kind === 'units' && !condition.active);
  const later = steps.slice(steps.indexOf(step) + 1);
  return stops && later.some((other) => begun.has(other.id) && startsUnits(other));
}

const startsUnits = ({ after }: Step): boolean =>
  after.some((condition) => condition.kind === 'units' && condition.active);
