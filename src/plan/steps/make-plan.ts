import type { Notice } from '../../model/notice.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { sha256Of } from '../../model/sha256.ts';

/**
 * Creates a plan; its id is a hash of everything it would do.
 * @throws Error if a step leaves its look to one that does not come after it: nobody would look
 */
export function makePlan(
  parts: Pick<Plan, 'command' | 'steps'> &
    Partial<Pick<Plan, 'refusals' | 'warnings' | 'layout' | 'growth' | 'reclaim'>>,
  blobs: Plan['blobs'] = {},
): Plan {
  const { steps } = parts;
  for (const [at, { id, verifiedWith }] of steps.entries()) {
    if (verifiedWith === undefined) continue;
    const looker = steps.findIndex((step) => step.id === verifiedWith.step);
    if (looker <= at) throw new Error(`${verifiedWith.step} does not come after ${id}`);
  }
  const plan = { refusals: [], warnings: [], layout: null, ...parts };
  const id = sha256Of(JSON.stringify(plan)).slice(0, 12);
  return { schema: 1, ...plan, id, blobs };
}

/** Creates a plan without steps: it is refused, or there is nothing to do. */
export const planNothing = (command: string, refusals: readonly Notice[] = []): Plan =>
  makePlan({ command, steps: [], refusals });
