import {
  fails,
  holds,
  undecided,
  type Condition,
  type Finding,
} from '../../model/plan/condition.ts';
import { answersAs } from '../engines.ts';
import type { Probes } from './probes.ts';

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>;

/** systemd(1), UNITS: the states in which nothing of a unit runs. */
const DOWN = new Set(['inactive', 'failed']);

/**
 * Every one is `active`, or every one is down; what lies between is neither. An engine whose
 * daemon answers shows without systemctl that its service is active.
 */
export async function checkUnits(
  probes: Probes,
  condition: Of<'units' | 'units-not-failed'>,
): Promise<Finding> {
  const { kind, names } = condition;
  const isUpAlone = kind === 'units' && condition.active && names.length === 1;
  if (isUpAlone && (await answersAs(probes, names.join()))) return holds;
  const states = await probes.units();
  for (const name of names) {
    const unit = states.find((state) => state.name === name);
    if (!unit) return undecided(`the state of ${name} is unknown`);
    const fits =
      kind === 'units-not-failed'
        ? unit.active !== 'failed'
        : condition.active
          ? unit.active === 'active'
          : DOWN.has(unit.active);
    if (!fits) return fails(`${name} is ${unit.active}`);
  }
  return holds;
}
