import type { Facts } from '../../model/facts/facts.ts';
import { DEFAULT_PLACING } from '../../lvm/placing.ts';
import type { LvmState, Placing } from '../../model/facts/lvm-state.ts';
import { dmName } from '../../model/names.ts';
import type { Notice } from '../../model/notice.ts';
import type { Request, SetupDirectLvmRequest } from '../../model/plan/journal.ts';
import type { Plan, PoolLayout } from '../../model/plan/plan.ts';
import { plansOf } from '../engines.ts';
import { diskRefusals } from '../steps/disk-refusals.ts';
import { hostRefusals } from '../steps/host-refusals.ts';
import { changeRefusals, creationRefusals } from '../steps/lvm-refusals.ts';
import { planNothing } from '../steps/make-plan.ts';
import { TAG } from '../steps/names.ts';
import { identityRefusals } from '../steps/pool-in-use.ts';
import { refusal, unseen } from '../steps/refusal.ts';
import { mapperRefusals, pathRefusals } from '../steps/taken-names.ts';
import { type PoolInPlace, poolInPlace } from './differences.ts';
import { inGroupRefusals, isInGroup, layoutInGroup, noFreeSpace } from './in-group.ts';
import { layoutRefusals } from './layout-notices.ts';
import { layoutOf } from './layout.ts';

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
  const lvm = facts.lvm.value;
  const layout = isInGroup(request)
    ? layoutInGroup(lvm, request)
    : layoutOf(facts.devices, request, placingOf(facts, request));
  if (pool !== null) {
    const group = lvm.vgs.find(({ uuid }) => uuid === pool.vgUuid);
    const unfit =
      group === undefined ? [] : [...identityRefusals(group), ...changeRefusals(facts, group)];
    if (unfit.length > 0) return setupRefused(unfit);
    const { earlier } = maker;
    return maker.existing({ facts, request, pool, layout, earlier });
  }
  const refusals = [
    ...engine.refusals(facts, request),
    ...(isInGroup(request)
      ? inFreeSpace(facts, lvm, request, layout)
      : [
          ...diskRefusals(facts.devices, lvm.vgs, request),
          ...nameRefusals(facts, lvm, request),
          ...layoutRefusals(layout, request),
          ...creationRefusals(facts, { vg: request.vg, pool: request.pool, tags: [TAG] }),
        ]),
    ...maker.refusals(layout),
  ];
  if (refusals.length > 0 || layout === null) return setupRefused(refusals);
  return maker.fresh(layout);
}

function inFreeSpace(
  facts: Facts,
  lvm: LvmState,
  request: SetupDirectLvmRequest,
  layout: PoolLayout | null,
): readonly Notice[] {
  const refusals = inGroupRefusals(facts, lvm, request);
  if (refusals.length > 0) return refusals;
  return layout === null ? [noFreeSpace(lvm, request)] : layoutRefusals(layout, request);
}

/** dmctl tells LVM how to lay out a disk; Docker leaves that to lvm.conf, without which nothing is planned. */
function placingOf({ lvmSettings }: Facts, { managed }: SetupDirectLvmRequest): Placing {
  return managed && lvmSettings.known ? lvmSettings.value.placing : DEFAULT_PLACING;
}

/** Plans nothing: the setup is refused. */
export const setupRefused = (refusals: readonly Notice[]): Plan =>
  planNothing('setup direct-lvm', refusals);

/** Refuses names that exist: dmctl never takes over an existing volume group or device. */
function nameRefusals(
  facts: Facts,
  state: LvmState,
  { vg, pool }: SetupDirectLvmRequest,
): readonly Notice[] {
  const group = state.vgs.find(({ name }) => name === vg);
  if (group !== undefined) {
    const volumes = state.lvs.filter((lv) => lv.vg === vg && !lv.hidden).map(({ name }) => name);
    const holds = volumes.length === 0 ? 'no volume' : volumes.join(', ');
    const why = `it holds ${holds}, but no thin pool ${pool}`;
    return [refusal('DM030', `volume group ${vg} exists`, why, ['choose another name with --vg'])];
  }
  return [
    ...pathRefusals(facts, vg, (path) => `choose another name with --vg; see ls -ld ${path}`),
    ...mapperRefusals(facts, dmName(vg, pool), ', or choose another name with --vg or --pool'),
  ];
}
