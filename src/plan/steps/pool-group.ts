import { knownOr } from '../../model/known.ts';
import type { LogicalVolume, VolumeGroup } from '../../model/facts/lvm-state.ts';
import { TAG } from './names.ts';
import type { TeardownSite } from './teardown-site.ts';

/** The volume group that setup created; null if it no longer exists. */
export function groupOf({ facts, record }: TeardownSite): VolumeGroup | null {
  const { pool } = record;
  if (pool === null || !facts.lvm.known) return null;
  return facts.lvm.value.vgs.find(({ name }) => name === pool.vg) ?? null;
}

/**
 * True by its tag; if Docker created it, by the physical volume that is proven to be that run's; in a group of others
 * by the tag of the pool itself, if there still is one.
 */
export function isGroupOurs(site: TeardownSite, group: VolumeGroup): boolean {
  const { record, managedPv } = site;
  if (record.inGroup === true) return poolVolume(site)?.tags.includes(TAG) !== false;
  return record.managed === null ? group.tags.includes(TAG) : managedPv !== null;
}

const poolVolume = ({ facts, record: { pool } }: TeardownSite): LogicalVolume | null =>
  knownOr(facts.lvm, null)?.lvs.find((lv) => lv.vg === pool?.vg && lv.name === pool.lv) ?? null;

/** Names the volumes in the pool's group that are neither the pool nor hidden parts of others. */
export function otherVolumes({ facts, record }: TeardownSite): readonly string[] {
  const lvs = knownOr(facts.lvm, null)?.lvs ?? [];
  return lvs
    .filter(({ vg, hidden, name }) => vg === record.pool?.vg && !hidden && name !== record.pool.lv)
    .map(({ name }) => name);
}

/** Names LVM's own volumes in the pool, which would be destroyed with it. */
export function thinVolumes({ facts, record }: TeardownSite): readonly string[] {
  const lvs = knownOr(facts.lvm, null)?.lvs ?? [];
  return lvs
    .filter(({ vg, poolLv }) => vg === record.pool?.vg && poolLv === record.pool.lv)
    .map(({ name }) => name);
}
