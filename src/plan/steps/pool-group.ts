import { knownOr } from '../../model/known.ts';
import type { VolumeGroup } from '../../model/facts/lvm-state.ts';
import { TAG } from './names.ts';
import type { TeardownSite } from './teardown-site.ts';

/** The volume group that setup created; null if it no longer exists. */
export function groupOf({ facts, record }: TeardownSite): VolumeGroup | null {
  const { pool } = record;
  if (pool === null || !facts.lvm.known) return null;
  return facts.lvm.value.vgs.find(({ name }) => name === pool.vg) ?? null;
}

/** True by its tag; if Docker created it, by the physical volume that is proven to be that run's. */
export function isGroupOurs({ record, managedPv }: TeardownSite, group: VolumeGroup): boolean {
  return record.managed === null ? group.tags.includes(TAG) : managedPv !== null;
}

/** Names the volumes in the pool's group that are neither the pool nor hidden parts of others. */
export function otherVolumes({ facts, record }: TeardownSite): readonly string[] {
  const lvs = knownOr(facts.lvm, null)?.lvs ?? [];
  return lvs
    .filter(({ vg, hidden, name }) => vg === record.pool?.vg && !hidden && name !== record.pool.lv)
    .map(({ name }) => name);
}
