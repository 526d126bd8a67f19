import type { Facts } from '../../model/facts/facts.ts';
import type { Known } from '../../model/known.ts';
import type { LoopPool } from '../../model/facts/loop-pool.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { NamedPool } from '../../pool/found-pool.ts';
import { planResizeDirectLvm } from './direct-lvm.ts';
import { planResizeLoopLvm } from './loop-lvm/loop-lvm.ts';
import { refusedResize, resizeRefusals } from './refusals.ts';
import type { ResizeRequest } from './request.ts';

/** The input of the plan of `dmctl resize`. */
export interface ResizeSite {
  readonly facts: Facts;
  readonly request: ResizeRequest;
  /** The pool that Docker uses, or will use when it is started. */
  readonly pool: NamedPool;
  /** Files and loop devices of a loop-lvm pool; null for another mode. */
  readonly loop: Known<LoopPool | null>;
  /** Random, 32 hex digits: makes the UUIDs of new physical volumes unique to this run. */
  readonly nonce: string;
}

/** Plans `dmctl resize`, after the refusals that both modes share. */
export function planResize(site: ResizeSite): Plan {
  const refusals = resizeRefusals(site.facts, site.pool, site.request);
  if (refusals.length > 0) return refusedResize(refusals);
  return site.pool.mode === 'loop-lvm' ? planResizeLoopLvm(site) : planResizeDirectLvm(site);
}
