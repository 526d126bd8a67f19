import type { Condition } from '../model/plan/condition.ts';
import type { Step } from '../model/plan/plan.ts';
import { actThrough } from './act.ts';
import { beginsUnseen, deferredTo, lastUnmet, type Deferred } from './deferred.ts';
import { portions, unmet, verdictOf, type Checked } from './look.ts';
import type { Walk } from './parts.ts';
import { settle } from './perform.ts';
import type { Performed } from './run-command.ts';

/** Why a step was not finished. */
export interface StepFailure {
  readonly step: Step;
  /** `neither`: the host is in neither state of the step; `unknown`: its state could not be determined. */
  readonly kind: 'failed' | 'neither' | 'unknown';
  readonly performed: Performed | null;
  readonly unmet: readonly string[];
}

export type StepEnd =
  | { readonly ok: true; readonly how: 'acted' | 'adopted'; readonly ahead: Ahead }
  | { readonly ok: false; readonly failure: StepFailure };

/** The first look at the next step, where the last look at this one took it along. */
export type Ahead = readonly Checked[] | null;

/** Only a run that nothing has interrupted leaves looks to later steps. */
const mayDefer = ({ direction, takenUp }: Walk): boolean => direction === 'do' && !takenUp;

const actsUnseen = (walk: Walk, step: Step): boolean =>
  mayDefer(walk) && beginsUnseen(walk.deferred, step);

/** The conditions to check after a step: its own, and those of the steps that deferred their look to it. */
const lookAfter = ({ deferred }: Walk, step: Step): readonly Condition[] => [
  ...step.after,
  ...deferredTo(deferred, step).flatMap(({ seenWith }) => seenWith.conditions),
];

/** The conditions to check before a step; for a step without any, those to check after it. */
const firstLook = (walk: Walk, step: Step): readonly Condition[] =>
  step.before.length > 0 ? step.before : lookAfter(walk, step);

/** A resumed run checks whether the step is already done, which an unseen step does not show. */
const looksDone = ({ takenUp }: Walk, { unseen }: Step): boolean => takenUp && unseen !== true;

/** The look decides; for an unseen step the exit code of the tool counts too. */
const isDone = ({ unseen }: Step, { ok }: Performed, after: readonly Checked[]): boolean =>
  verdictOf(after) === 'holds' && (ok || unseen !== true);

/**
 * Takes one step: `before` holds -> intent, act, result, look, verified. `before` does not hold,
 * but `after` does: adopted. What the action said is kept for messages; what the look says decides.
 * @param ahead the first look at this step, or null to look now
 * @param next the step after this one: the last look here is the first look there
 */
export async function takeStep(
  walk: Walk,
  step: Step,
  ahead: Ahead,
  next: Step | null,
): Promise<StepEnd> {
  const started = performance.now();
  walk.parts.listen({ kind: 'step-started', direction: walk.direction, step });
  if (actsUnseen(walk, step)) return actOrMend(walk, step, next, started);
  const first = ahead ?? (await walk.parts.look(firstLook(walk, step)));
  const mayAct = step.before.length > 0 && verdictOf(first) === 'holds';
  if (mayAct && !looksDone(walk, step)) return actOrMend(walk, step, next, started);
  const seen = step.before.length > 0 ? await walk.parts.look(lookAfter(walk, step)) : first;
  const after = seen.slice(0, step.after.length);
  if (verdictOf(after) === 'holds') return adopt(walk, step, seen, started);
  if (mayAct) return actOrMend(walk, step, next, started);
  if (step.before.length === 0) {
    const late = mayDefer(walk) ? lateFailure(walk, step, seen) : null;
    if (late !== null) return late;
    return mend(walk, step, next, () => actOrMend(walk, step, next, started));
  }
  return mend(walk, step, next, () => fail(walk, step, { before: first, after }));
}

async function actOrMend(
  walk: Walk,
  step: Step,
  next: Step | null,
  started: number,
): Promise<StepEnd> {
  const end = await actAndLook(walk, step, next, started);
  return end.ok ? end : mend(walk, step, next, () => end);
}

/** Repairs an interrupted step, then takes it; `otherwise` if nothing was interrupted. */
async function mend(
  walk: Walk,
  step: Step,
  next: Step | null,
  otherwise: () => StepEnd | Promise<StepEnd>,
): Promise<StepEnd> {
  const { mend: repairs = [], ...whole } = step;
  const isOurs = walk.direction === 'undo' || walk.begun.has(step.id);
  let mended = false;
  for (const repair of repairs.filter(({ proven }) => isOurs || proven === true)) {
    if (!(await isWanted(walk, repair))) continue;
    const end = await actAndLook(walk, repair, null, performance.now());
    if (!end.ok) return end;
    mended = true;
  }
  return mended ? takeStep(walk, whole, null, next) : otherwise();
}

/** True if the step can begin and is not done yet. */
async function isWanted({ parts }: Walk, { before, after }: Step): Promise<boolean> {
  const [from = [], to = []] = portions(await parts.look([...before, ...after]), before, after);
  return verdictOf(from) === 'holds' && verdictOf(to) === 'fails';
}

async function actAndLook(
  walk: Walk,
  step: Step,
  next: Step | null,
  started: number,
): Promise<StepEnd> {
  const performed = await actThrough(walk, step);
  const { verifiedWith } = step;
  if (performed.ok && verifiedWith !== undefined && mayDefer(walk)) {
    return defer(walk, { step, performed, seenWith: verifiedWith }, started);
  }
  const own = lookAfter(walk, step);
  const first = next === null || actsUnseen(walk, next) ? [] : firstLook(walk, next);
  const [seen = [], rest = []] = portions(await walk.parts.look([...own, ...first]), own, first);
  const ahead = first.length > 0 ? rest : null;
  const after = seen.slice(0, step.after.length);
  if (isDone(step, performed, after))
    return finish(walk, step, seen, { how: 'acted', ahead, started });
  const late = lateFailure(walk, step, seen);
  return late ?? fail(walk, step, { before: [], after }, performed);
}

/** Counts a step as this run's own if an earlier, interrupted try of the run began it. */
function adopt(
  walk: Walk,
  step: Step,
  seen: readonly Checked[],
  started: number,
): Promise<StepEnd> {
  const how = walk.begun.has(step.id) ? 'acted' : 'adopted';
  return finish(walk, step, seen, { how, ahead: null, started });
}

interface Finish {
  readonly how: 'acted' | 'adopted';
  readonly ahead: Ahead;
  readonly started: number;
}

/** The failure of the last step that deferred its look to this one and does not hold; null if all hold. */
function lateFailure(walk: Walk, step: Step, seen: readonly Checked[]): StepEnd | null {
  const after = seen.slice(step.after.length);
  const wrong = lastUnmet(deferredTo(walk.deferred, step), after);
  return wrong && fail(walk, wrong.step, { before: [], after }, wrong.performed, step);
}

/** @param seen by the look after the step, what was left to it included */
async function finish(
  walk: Walk,
  step: Step,
  seen: readonly Checked[],
  { how, ahead, started }: Finish,
): Promise<StepEnd> {
  const late = lateFailure(walk, step, seen);
  if (late !== null) return late;
  const left = deferredTo(walk.deferred, step);
  for (const { step: earlier } of left) await verified(walk, earlier, 'acted');
  walk.deferred = walk.deferred.filter((one) => !left.includes(one));
  await verified(walk, step, how);
  finished(walk, step, how, started);
  return { ok: true, how, ahead };
}

/** The run goes on, and a later step's look shows whether this one led where it should. */
function defer(walk: Walk, acted: Deferred, started: number): StepEnd {
  walk.deferred = [...walk.deferred, acted];
  finished(walk, acted.step, 'acted', started);
  return { ok: true, how: 'acted', ahead: null };
}

async function verified(walk: Walk, step: Step, how: 'acted' | 'adopted'): Promise<void> {
  const { parts, journal, direction } = walk;
  if (walk.takenUp || direction === 'undo') await settle(parts.host, step.action);
  const at = parts.host.now().toISOString();
  await journal.write({ kind: 'verified', at, direction, step: step.id, how });
}

function finished(
  { parts, direction }: Walk,
  step: Step,
  how: 'acted' | 'adopted',
  started: number,
): void {
  const durationMs = Math.round(performance.now() - started);
  parts.listen({ kind: 'step-finished', direction, step, how, durationMs });
}

/** @param underWay the step that is being taken, where its look shows that an earlier one failed */
function fail(
  walk: Walk,
  step: Step,
  seen: { readonly before: readonly Checked[]; readonly after: readonly Checked[] },
  performed: Performed | null = null,
  underWay = step,
): StepEnd {
  const kind = failureKind(performed, seen);
  const said = [...unmet(seen.before), ...unmet(seen.after)];
  const message = [performed?.detail ?? '', ...said].find((words) => words !== '') ?? '';
  walk.parts.listen({ kind: 'step-failed', direction: walk.direction, step: underWay, message });
  return { ok: false, failure: { step, kind, performed, unmet: said } };
}

function failureKind(
  performed: Performed | null,
  seen: { readonly before: readonly Checked[]; readonly after: readonly Checked[] },
): StepFailure['kind'] {
  if (performed !== null) return verdictOf(seen.after) === 'unknown' ? 'unknown' : 'failed';
  return verdictOf(seen.before) === 'unknown' ? 'unknown' : 'neither';
}
