import { isEndedWithUs } from '../model/command.ts';
import type { Action, Step } from '../model/plan/plan.ts';
import { bytes } from '../model/units.ts';
import { verdictOf, type Look } from './look.ts';
import type { Walk } from './parts.ts';
import { perform } from './perform.ts';
import type { Performed } from './run-command.ts';

/**
 * Ctrl-C can reach the child before it becomes the program. Then nothing was done, the look shows that,
 * and the step is taken after all, so that the run stops after a finished step.
 */
export async function actThrough(walk: Walk, step: Step): Promise<Performed> {
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
  const started = performance.now();
  const tell = (copied: number): void => {
    const elapsedMs = Math.round(performance.now() - started);
    parts.listen({ kind: 'step-progress', step, bytes: bytes(copied), elapsedMs });
  };
  const { blobs, kept } = walk;
  const performed = await perform(parts.host, step.action, blobs, { tell, kept });
  await parts.failpoint('after-effect', step.id);
  const { ok, detail } = performed;
  const untouched = performed.untouched || (!ok && (await leftAlone(parts.look, step)));
  const result = { direction, step: step.id, ok, detail, untouched };
  await journal.write({ kind: 'result', at: at(), ...result });
  await parts.failpoint('after-result', step.id);
  return performed;
}

/** Half a tree, a half zeroed disk or half of the snapshots look the same to `before` as a whole one. */
const HALF_DONE_UNSEEN: ReadonlySet<Action['kind']> = new Set([
  'remove-tree',
  'zero-range',
  'remove-snapshots',
]);

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
