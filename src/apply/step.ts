import type { Direction } from '../model/journal.ts';
import type { Step } from '../model/plan.ts';
import type { Journal } from './journal.ts';
import { standingOf, unmet, verdictOf, type Checked, type Standing } from './look.ts';
import type { ApplyParts } from './parts.ts';
import { perform, type Performed } from './perform.ts';

/** One run on its way through a list of steps. */
export interface Walk {
  readonly parts: ApplyParts;
  readonly journal: Journal;
  readonly blobs: Readonly<Record<string, string>>;
  readonly direction: Direction;
  /** Steps of this direction that have an intent in the journal: what they did is ours. */
  readonly begun: ReadonlySet<string>;
}

/** Why a step did not come to its end. */
export interface StepFailure {
  readonly step: Step;
  /** `neither`: the host is in neither state of the step; `unknown`: it could not be seen. */
  readonly kind: 'failed' | 'neither' | 'unknown';
  readonly performed: Performed | null;
  readonly unmet: readonly string[];
}

export type StepEnd =
  | { readonly ok: true; readonly how: 'acted' | 'adopted'; readonly next: Standing | null }
  | { readonly ok: false; readonly failure: StepFailure };

/**
 * Takes one step: `after` holds already -> adopt; `before` holds -> intent, act, result, look,
 * verified. What the action said is kept for messages; what the look says decides.
 * @param standing what the look after the step before this one saw, or null to look now
 * @param next the step after this one: its standing is looked up in the same look
 */
export async function takeStep(
  walk: Walk,
  step: Step,
  standing: Standing | null,
  next: Step | null,
): Promise<StepEnd> {
  const started = performance.now();
  walk.parts.listen({ kind: 'step-started', direction: walk.direction, step });
  const now = standing ?? (await standingOf(walk.parts.look, step));
  const begun = walk.begun.has(step.id);
  if (verdictOf(now.after) === 'holds') {
    return finish(walk, step, begun ? 'acted' : 'adopted', null, started);
  }
  if (verdictOf(now.before) !== 'holds') return fail(walk, step, null, now);
  const performed = await act(walk, step);
  const seen = await lookAfter(walk, step, next);
  if (verdictOf(seen.after) !== 'holds') return fail(walk, step, performed, seen);
  return finish(walk, step, 'acted', seen.next, started);
}

async function act(walk: Walk, step: Step): Promise<Performed> {
  const { parts, journal, direction } = walk;
  const at = (): string => parts.host.now().toISOString();
  await parts.failpoint('before-intent', step.id);
  await journal.write({ kind: 'intent', at: at(), direction, step: step.id });
  await parts.failpoint('after-intent', step.id);
  const performed = await perform(parts.host, step.action, walk.blobs);
  await parts.failpoint('after-effect', step.id);
  const { ok, detail, untouched } = performed;
  const result = { direction, step: step.id, ok, detail, untouched };
  await journal.write({ kind: 'result', at: at(), ...result });
  await parts.failpoint('after-result', step.id);
  return performed;
}

interface Seen {
  readonly before: readonly Checked[];
  readonly after: readonly Checked[];
  readonly next: Standing | null;
}

async function lookAfter(walk: Walk, step: Step, next: Step | null): Promise<Seen> {
  const ahead = next === null ? [] : [...next.after, ...next.before];
  const checked = await walk.parts.look([...step.after, ...ahead]);
  const after = checked.slice(0, step.after.length);
  if (next === null) return { before: [], after, next: null };
  const split = step.after.length + next.after.length;
  const nextAfter = checked.slice(step.after.length, split);
  return { before: [], after, next: { after: nextAfter, before: checked.slice(split) } };
}

async function finish(
  walk: Walk,
  step: Step,
  how: 'acted' | 'adopted',
  next: Standing | null,
  started: number,
): Promise<StepEnd> {
  const { parts, journal, direction } = walk;
  const at = parts.host.now().toISOString();
  await journal.write({ kind: 'verified', at, direction, step: step.id, how });
  const durationMs = Math.round(performance.now() - started);
  parts.listen({ kind: 'step-finished', direction, step, how, durationMs });
  return { ok: true, how, next };
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
