import type { Condition } from '../model/plan/condition.ts';
import type { Run } from '../model/plan/journal.ts';
import type { Step } from '../model/plan/plan.ts';
import { verdictOf, type Look } from './look.ts';

type Walked = Pick<Run, 'plan' | 'progress'>;

/** Steps that a run did or began, without those that it only found done or did not touch. */
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

/** The steps it did or began that cannot be undone, and the steps that stay with them. */
export function keptSteps(run: Walked): readonly Step[] {
  const own = ownSteps(run);
  return own.slice(0, own.findLastIndex((step) => step.final === true) + 1);
}

/**
 * The undo steps of everything that a run did or began after its last final step, last first; and if that
 * step was not finished, those for what it left half done.
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

/** Volumes that are missing because their disk is missing return with the disk. */
const COMES_BACK: ReadonlySet<Condition['kind']> = new Set([
  'thin-pool-absent',
  'lv-absent',
  'vg-absent',
  'pv-absent',
  'docker-made',
]);

/**
 * Lists the steps that are still ahead of a run in one direction. A rollback may have been interrupted,
 * too; it looks again at what it only found missing.
 */
export function stepsLeft(run: Walked, direction: Run['direction']): readonly Step[] {
  const past = new Map(
    run.progress
      .filter((one) => one.direction === direction)
      .filter(({ state }) => state === 'deferred' || state === 'verified')
      .map(({ step, how }) => [step, how]),
  );
  if (direction === 'do') return run.plan.steps.filter(({ id }) => !past.has(id));
  return undoSteps(run).filter(
    ({ id, after }) =>
      !past.has(id) ||
      (past.get(id) === 'adopted' && after.some(({ kind }) => COMES_BACK.has(kind))),
  );
}

/** Effects that a reboot undoes: a stopped Docker runs again, a second table is gone. */
const LOST_BY_A_REBOOT: ReadonlySet<Condition['kind']> = new Set(['units', 'pool-table']);

/**
 * Effects that no undo needs: a mount is gone after a reboot, and copies are out of date once Docker has run,
 * which adds and changes containers.
 */
const LOST_GOING_FORWARD: ReadonlySet<Condition['kind']> = new Set([
  'volume-active',
  'volume-mounted',
  'layer-converted',
  'layers-held',
  'layers-complete',
  'tree-copied',
  'container-driver',
]);

/**
 * Lists steps that were done, but undone by a reboot, and that can be repeated as things are.
 * @param done the steps that were verified
 */
export async function stepsToRetake(
  look: Look,
  done: readonly Step[],
  direction: Run['direction'],
): Promise<readonly Step[]> {
  const isOfUse = ({ after }: Step): boolean =>
    direction === 'do' || !after.some(({ kind }) => LOST_GOING_FORWARD.has(kind));
  const isLost = ({ kind }: Condition): boolean =>
    LOST_BY_A_REBOOT.has(kind) || LOST_GOING_FORWARD.has(kind);
  const again: Step[] = [];
  for (const step of done.filter((one) => isOfUse(one) && one.after.some(isLost))) {
    const lost = verdictOf(await look(step.after)) === 'fails';
    if (lost && verdictOf(await look(step.before)) === 'holds') again.push(step);
  }
  return again;
}

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
