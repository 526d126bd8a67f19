import type { Condition, Finding } from '../model/plan/condition.ts';
import type { DeviceIdentity } from '../model/facts/device.ts';
import type { Plan, Step } from '../model/plan/plan.ts';

export interface Checked {
  readonly condition: Condition;
  readonly finding: Finding;
}

/**
 * Looks at the host: one finding for each condition, in their order.
 * @param disks what LVM has just written on them may show that all is as it should be; only LVM's
 * own report can show that it is not
 */
export type Look = (
  conditions: readonly Condition[],
  disks?: readonly DeviceIdentity[],
) => Promise<readonly Checked[]>;

/** The disks that a plan makes physical volumes of. */
export function disksMade({ steps }: Plan): readonly DeviceIdentity[] {
  const made = steps.flatMap(({ after }) => after);
  return made.flatMap((one) => (one.kind === 'pv-present' ? [one.device] : []));
}

/** The result for a set of conditions. */
export type Verdict = 'holds' | 'fails' | 'unknown';

/** All hold, or one is known to fail, or one is unknown. */
export function verdictOf(checked: readonly Checked[]): Verdict {
  if (checked.some(({ finding }) => finding.verdict === 'fails')) return 'fails';
  return checked.every(({ finding }) => finding.verdict === 'holds') ? 'holds' : 'unknown';
}

/**
 * The conditions to look at before a step: those it starts from, or if there are none, those it leads to.
 */
export function firstLook(step: Step): readonly Condition[] {
  return step.before.length > 0 ? step.before : step.after;
}

/** Describes the conditions that do not hold. */
export function unmet(checked: readonly Checked[]): readonly string[] {
  return checked.flatMap(({ condition, finding }) => {
    if (finding.verdict === 'holds') return [];
    const said = finding.verdict === 'fails' ? finding.found : `unknown: ${finding.why}`;
    return [`${describe(condition)}: ${said}`];
  });
}

/** Describes a condition: `vg-absent docker`. */
export function describe(condition: Condition): string {
  return `${condition.kind} ${subjectOf(condition)}`.trimEnd();
}

type PoolOfDocker = Extract<Condition, { kind: 'docker-driver' }>['pool'];

const poolWords = (pool: PoolOfDocker): string =>
  typeof pool === 'object' && pool !== null ? 'on loop files' : (pool ?? '');

function subjectOf(condition: Condition): string {
  if ('device' in condition) return condition.device.path;
  if ('lv' in condition) return `${condition.vg}/${condition.lv}`;
  if ('vg' in condition) return condition.vg;
  if ('path' in condition) return condition.path;
  if ('root' in condition) return condition.root.path;
  if ('names' in condition) return condition.names.join(' ');
  if ('driver' in condition) return `${condition.driver} ${poolWords(condition.pool)}`;
  if ('dataRoot' in condition) return condition.dataRoot;
  if ('loop' in condition) return condition.loop;
  if ('file' in condition) return condition.file.path;
  if ('swap' in condition) return `${condition.swap.pool} ${condition.is}`;
  return condition.pool;
}
