import type { Facts } from '../../model/facts/facts.ts';
import type { Request } from '../../model/plan/journal.ts';
import type { Notice } from '../../model/notice.ts';
import type { Plan, PoolLayout } from '../../model/plan/plan.ts';
import { diskRefusals } from '../steps/disk-refusals.ts';
import { plansOf } from '../engines.ts';
import { poolInPlace, type PoolInPlace } from './differences.ts';
import { hostRefusals } from '../steps/host-refusals.ts';
import { layoutOf } from './layout.ts';
import { layoutRefusals } from './layout-notices.ts';
import { planNothing } from '../steps/make-plan.ts';
import { nameRefusals } from './name-refusals.ts';
import { unseen } from '../steps/refusal.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/requests.ts';

/** What differs between a pool that dmctl creates and one that Docker creates. */
export interface Maker {
  /** Request of the finished run that created this pool; null if none is on record. */
  readonly earlier: Request | null;
  /** Refusals of this way alone. */
  readonly refusals: (layout: PoolLayout | null) => readonly Notice[];
  readonly existing: (site: PoolInPlace) => Plan;
  /** Plans a new pool, once nothing refuses it. */
  readonly fresh: (layout: PoolLayout) => Plan;
}

/** Plans `dmctl setup direct-lvm`: refusals, what an existing pool lacks, or a new pool. */
export function planOnDisks(facts: Facts, request: SetupDirectLvmRequest, maker: Maker): Plan {
  const pool = facts.lvm.known ? poolInPlace(facts.lvm.value, request) : null;
  const engine = plansOf(facts);
  const basics = [...engine.unable(facts), ...hostRefusals(facts, pool === null)];
  if (basics.length > 0) return setupRefused(basics);
  if (!facts.lvm.known) return setupRefused([unseen("LVM's state", facts.lvm.why)]);
  const layout = layoutOf(facts.devices, request);
  if (pool !== null) {
    const { earlier } = maker;
    return maker.existing({ facts, request, pool, layout, earlier });
  }
  const refusals = [
    ...engine.refusals(facts, request),
    ...diskRefusals(facts.devices, facts.lvm.value.vgs, request),
    ...nameRefusals(facts, facts.lvm.value, request),
    ...layoutRefusals(layout, request),
    ...maker.refusals(layout),
  ];
  if (refusals.length > 0 || layout === null) return setupRefused(refusals);
  return maker.fresh(layout);
}

/** Plans nothing: the setup is refused. */
export const setupRefused = (refusals: readonly Notice[]): Plan =>
  planNothing('setup direct-lvm', refusals);
