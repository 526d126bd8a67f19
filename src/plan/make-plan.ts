import { createHash } from 'node:crypto';
import type { Plan } from '../model/plan.ts';

/** Puts a plan together; its id is a hash of all that it would do. */
export function makePlan(
  parts: Omit<Plan, 'schema' | 'id' | 'blobs'>,
  blobs: Plan['blobs'] | readonly [],
): Plan {
  const id = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
  return { schema: 1, id, ...parts, blobs: Array.isArray(blobs) ? {} : (blobs as Plan['blobs']) };
}
