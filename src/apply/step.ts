import { isEndedWithUs } from '../model/command.ts';
import type { DeviceIdentity } from '../model/facts/device.ts';
import type { Direction } from '../model/plan/journal.ts';
import type { Action, Step } from '../model/plan/plan.ts';
import type { Journal } from './journal.ts';
import { firstLook, unmet, verdictOf, type Checked, type Look } from './look.ts';
import type { ApplyParts } from './parts.ts';
import { perform, settle } from './perform.ts';
import type { Performed } from './run-command.ts';

/** The state of one run on its way through a list of steps. */
export interface Walk {
  readonly parts: ApplyParts;
  readonly journal: Journal;
  readonly blobs: Readonly<Record<string, string>>;
  readonly direction: Direction;
  /**
   * Disks with physical volumes of this run, whose metadata may be read in LVM's place right after a
   * step: on a way forward that nothing has interrupted. Else none.
   */
  readonly disks: readonly DeviceIdentity[];
  /** True if the run was interrupted before: a step may be done already although it could also begin. */
  readonly takenUp: boolean;
  /** Steps of this direction with an intent in the journal: what they did is this run's. */
  readonly begun: ReadonlySet<string>;
}

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
  const first = ahead ?? (await walk.parts.look(firstLook(step)));
  const mayAct = step.before.length > 0 && verdictOf(first) === 'holds';
  if (mayAct && (!walk.takenUp || step.unseen === true))
    return actOrMend(walk, step, next, started);
  const after = step.before.length > 0 ? await walk.parts.look(step.after) : first;
  if (verdictOf(after) === 'holds') return adopt(walk, step, started);
  if (mayAct) return actOrMend(walk, step, next, started);
  if (step.before.length === 0) {
    return mend(walk, step, next, () => actOrMend(walk, step, next, started));
  }
  return mend(walk, step, next, () => fail(walk, step, null, { before: first, after }));
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
  const seen = await parts.look([...before, ...after]);
  const [from, to] = [seen.slice(0, before.length), seen.slice(before.length)];
  return verdictOf(from) === 'holds' && verdictOf(to) === 'fails';
}

async function actAndLook(
  walk: Walk,
  step: Step,
  next: Step | null,
  started: number,
): Promise<StepEnd> {
  const performed = await actThrough(walk, step);
  const conditions = [...step.after, ...(next === null ? [] : firstLook(next))];
  const seen = await walk.parts.look(conditions, performed.ok ? walk.disks : []);
  const after = seen.slice(0, step.after.length);
  const isSeen = verdictOf(after) === 'holds' && (performed.ok || step.unseen !== true);
  if (!isSeen) return fail(walk, step, performed, { before: [], after });
  const ahead = next === null ? null : seen.slice(step.after.length);
  return finish(walk, step, { how: 'acted', ahead, started });
}

/** Adopts a step that is done; one that an interrupted try of this run began counts as its own. */
function adopt(walk: Walk, step: Step, started: number): Promise<StepEnd> {
  const how = walk.begun.has(step.id) ? 'acted' : 'adopted';
  return finish(walk, step, { how, ahead: null, started });
}

/**
 * Ctrl-C can reach the child before it becomes the program. Then nothing was done, the look shows that,
 * and the step is taken after all, so that the run stops after a finished step.
 */
async function actThrough(walk: Walk, step: Step): Promise<Performed> {
  const performed = await act(walk, step);
  const { outcome } = performed;
  if (outcome === null || !isEndedWithUs(outcome)) return performed;
  const isAsItWas = verdictOf(await walk.parts.look(step.before)) === 'holds';
  return isAsItWas ? act(walk, step) : performed;
}

async function act(walk: Walk, step: Step): Promise<Performed> {
  const { parts, journal, direction } = walk;
  const at = (): string => parts.host.now().toISOString();
  await parts.failpoint('before-intent', step.id);
  await journal.write({ kind: 'intent', at: at(), direction, step: step.id });
  await parts.failpoint('after-intent', step.id);
  const performed = await perform(parts.host, step.action, walk.blobs);
  await parts.failpoint('after-effect', step.id);
  const { ok, detail } = performed;
  const untouched = performed.untouched || (!ok && (await leftAlone(parts.look, step)));
  const result = { direction, step: step.id, ok, detail, untouched };
  await journal.write({ kind: 'result', at: at(), ...result });
  await parts.failpoint('after-result', step.id);
  return performed;
}

/** Half a tree, or a half zeroed disk, looks the same to `before` as a whole one. */
const HALF_DONE_UNSEEN: ReadonlySet<Action['kind']> = new Set(['remove-tree', 'zero-range']);

/**
 * A final step that failed does not prevent an undo if things are still as it found them, or a proven
 * repair leads there.
 */
export async function leftAlone(look: Look, step: Step): Promise<boolean> {
  const { final, before, action, unseen, mend = [] } = step;
  if (final !== true || before.length === 0) return false;
  if (unseen === true || HALF_DONE_UNSEEN.has(action.kind)) return false;
  const proven = mend.filter((repair) => repair.proven === true);
  for (const conditions of [before, ...proven.map((repair) => repair.before)]) {
    if (verdictOf(await look(conditions)) === 'holds') return true;
  }
  return false;
}

interface Finish {
  readonly how: 'acted' | 'adopted';
  readonly ahead: Ahead;
  readonly started: number;
}

async function finish(walk: Walk, step: Step, { how, ahead, started }: Finish): Promise<StepEnd> {
  const { parts, journal, direction } = walk;
  if (walk.takenUp || direction === 'undo') await settle(parts.host, step.action);
  const at = parts.host.now().toISOString();
  await journal.write({ kind: 'verified', at, direction, step: step.id, how });
  const durationMs = Math.round(performance.now() - started);
  parts.listen({ kind: 'step-finished', direction, step, how, durationMs });
  return { ok: true, how, ahead };
}

function fail(
  walk: Walk,
  step: Step,
  performed: Performed | null,
  seen: { readonly before: readonly Checked[]; readonly after: readonly Checked[] },
): StepEnd {
  const kind = failureKind(performed, seen);
  const said = [...unmet(seen.before), ...unmet(seen.after)];
  const message = [performed?.detail ?? '', ...said].find((words) => words !== '') ?? '';
  walk.parts.listen({ kind: 'step-failed', direction: walk.direction, step, message });
  return { ok: false, failure: { step, kind, performed, unmet: said } };
}

function failureKind(
  performed: Performed | null,
  seen: { readonly before: readonly Checked[]; readonly after: readonly Checked[] },
): StepFailure['kind'] {
  if (performed !== null) return verdictOf(seen.after) === 'unknown' ? 'unknown' : 'failed';
  return verdictOf(seen.before) === 'unknown' ? 'unknown' : 'neither';
}
