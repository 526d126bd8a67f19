import type { Plan } from '../model/plan.ts';
import { makePlan } from './make-plan.ts';
import type { ResizeSite } from './resize.ts';

/** The plan of `dmctl resize` on a direct-lvm pool. */
export function planResizeDirectLvm({ request }: ResizeSite): Plan {
  throw new Error(`not made yet: ${JSON.stringify(request)} ${String(makePlan)}`);
}
