import type { Condition } from '../model/plan/condition.ts';
import type { Step } from '../model/plan/plan.ts';
import { verdictOf, type Look } from './look.ts';

/** What a reboot takes back: a stopped Docker runs again, a table that waited is gone. */
const LOST_BY_A_REBOOT: ReadonlySet<Condition['kind']> = new Set(['units', 'pool-table']);

/**
 * Steps that are done but whose effect a reboot has taken away, and that can begin again as things
 * are.
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

/** A Docker that runs is the doing of a later step where that has begun, no reboot's. */
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
