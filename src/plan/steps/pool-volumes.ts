import { removeLogicalVolume } from '../../lvm/logical-volume.ts';
import type { Condition } from '../../model/plan/condition.ts';
import type { UsableDevice } from '../../model/facts/device.ts';
import { makeStep, type PoolLayout, type Step } from '../../model/plan/plan.ts';
import { extentsToBytes, type Bytes } from '../../model/units.ts';
import { TAG } from './names.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/journal.ts';

/** What the steps below are about. */
export interface PoolSite {
  readonly request: SetupDirectLvmRequest;
  readonly devices: readonly UsableDevice[];
  readonly layout: PoolLayout;
  /** Makes the PVs' UUIDs ours alone. */
  readonly nonce: string;
  /** The group of others whose free space the pool gets; null: it gets one of its own. */
  readonly group: Condition | null;
}

/** A logical volume of this run, before it becomes part of the pool. */
export function linear(site: PoolSite, lv: string, size: Bytes): Condition {
  return { kind: 'lv-linear', vg: site.request.vg, lv, size, tag: TAG };
}

/** The last of LVM's steps, whose look serves all that lead to the pool. */
export const MONITOR = 'lvchange-monitor';

/** What shows of a step once the pool is there. */
export const seenWithPool = (...conditions: readonly Condition[]): Pick<Step, 'verifiedWith'> => ({
  verifiedWith: { step: MONITOR, conditions },
});

/** Bytes of the pool's data and of its metadata. */
export function sizesOf({ layout }: PoolSite): { readonly data: Bytes; readonly metadata: Bytes } {
  const { data, metadata, extentSize } = layout;
  return {
    data: extentsToBytes(data, extentSize),
    metadata: extentsToBytes(metadata, extentSize),
  };
}

/** Removes a volume of this run. @param after the condition that proves its removal */
export function removeLv(
  id: Step['id'],
  vg: string,
  lv: string,
  before: readonly Condition[],
  after: Condition = { kind: 'lv-absent', vg, lv },
): Step {
  return makeStep({
    id,
    title: `Remove ${vg}/${lv}`,
    why: 'this run created it, and nothing was stored in it',
    risk: 'reversible',
    before,
    action: { kind: 'run', command: removeLogicalVolume(vg, lv) },
    after: [after],
  });
}
