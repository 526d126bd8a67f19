import { createLogicalVolume } from '../../lvm/logical-volume.ts';
import { createVolumeGroup, removeVolumeGroup } from '../../lvm/volume-group.ts';
import { deviceNode } from '../../model/facts/device.ts';
import type { Condition } from '../../model/plan/condition.ts';
import { metadataName } from '../../model/names.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import type { Bytes, Extents } from '../../model/units.ts';
import { convertStep } from './thin-pool.ts';
import { linear, MONITOR, removeLv, seenWithPool, sizesOf, type PoolSite } from './pool-volumes.ts';
import { TAG } from './names.ts';
import { orphan, pvSteps, renewPv, uuidOf } from './physical-volume.ts';

export { type PoolSite } from './pool-volumes.ts';

/**
 * Documented steps 4 to 7: physical volumes and volume group, unless there is one, two volumes, one thin pool.
 * @param bootUnit has the pool active at every boot from the first moment on that there is one, and
 * waits for no disk that is not a physical volume yet
 */
export function lvmSteps(site: PoolSite, bootUnit: readonly Step[]): readonly Step[] {
  const { nonce, request, devices } = site;
  const group = groupSite(site);
  const own = [
    ...pvSteps({ nonce, consent: request }, devices, { vg: request.vg, seenWith: MONITOR }),
    { ...vgStep(group), ...seenWithPool(vgPresent(group)) },
  ];
  return [
    ...(site.group === null ? own : []),
    lvStep(site, request.pool, 'data'),
    lvStep(site, metadataName(request.pool), 'metadata'),
    ...bootUnit,
    convertStep(site),
  ];
}

/** A volume group that a run creates on disks that it makes physical volumes of. */
export interface GroupSite extends Pick<PoolSite, 'nonce' | 'devices'> {
  readonly vg: string;
  readonly extentSize: Bytes;
  readonly total: Extents;
}

const groupSite = ({ request, devices, nonce, layout }: PoolSite): GroupSite => ({
  ...{ vg: request.vg, devices, nonce },
  ...{ extentSize: layout.extentSize, total: layout.total },
});

/** Creates a volume group on the run's own physical volumes. */
export function vgStep(site: GroupSite): Step {
  const { vg, devices, extentSize, nonce } = site;
  const nodes = devices.map(({ identity }) => deviceNode(identity));
  const orphans = devices.map(({ identity }) => orphan(nonce, identity));
  return makeStep({
    id: 'vgcreate',
    title: `Create volume group ${vg}`,
    why: 'the pool gets a volume group of its own, tagged as created by dmctl',
    documented: 5,
    risk: 'reversible',
    // vgcreate(8) refuses a name that exists. The survey has checked it, and only LVM can check again
    // without a race.
    before: orphans,
    action: { kind: 'run', command: createVolumeGroup(vg, nodes, { tag: TAG, extentSize }) },
    after: [vgPresent(site)],
    mend: devices.map(({ identity, optimalIoBytes }) =>
      renewPv(uuidOf(nonce, identity), identity, 'mend-vgcreate', optimalIoBytes),
    ),
    undo: [removeVg(vg)],
  });
}

/** True while the group has exactly these physical volumes. */
export const vgPresent = ({ vg, devices, nonce, total }: GroupSite): Condition => ({
  kind: 'vg-present',
  vg,
  tag: TAG,
  pvUuids: devices.map(({ identity }) => uuidOf(nonce, identity)),
  minExtents: total,
});

/** Removes an empty volume group of dmctl. @param tag null if it is proven to be dmctl's otherwise */
export function removeVg(vg: string, tag: string | null = TAG): Step {
  return makeStep({
    id: 'undo-vgcreate',
    title: `Remove volume group ${vg}`,
    why: tag === null ? 'it holds no volume' : 'it has the tag of dmctl and holds no volume',
    risk: 'reversible',
    before: [{ kind: 'vg-empty', vg, tag }],
    action: { kind: 'run', command: removeVolumeGroup(vg) },
    // A group of that name that somebody else created meanwhile is left alone.
    after: [{ kind: 'vg-absent', vg, ...(tag !== null && { tag }) }],
  });
}

function lvStep(site: PoolSite, lv: string, part: 'data' | 'metadata'): Step {
  const { vg, pool } = site.request;
  const size = sizesOf(site)[part];
  const ours = linear(site, lv, size);
  return {
    id: `lvcreate-${part}`,
    title: `Create logical volume ${vg}/${lv} for the pool's ${part}`,
    why:
      part === 'data'
        ? 'it stores what images and containers write'
        : 'it maps chunks to thin devices',
    documented: 6,
    risk: 'reversible',
    before: [site.group ?? vgPresent(groupSite(site)), { kind: 'lv-absent', vg, lv }],
    action: { kind: 'run', command: createLogicalVolume(vg, lv, site.layout[part], TAG) },
    after: [ours],
    // lvconvert hides both in the pool, with their tags (lvmthin(7)).
    ...seenWithPool(linear(site, `${pool}_${part === 'data' ? 'tdata' : 'tmeta'}`, size)),
    undo: [removeLv(`undo-lvcreate-${part}`, vg, lv, [ours])],
  };
}
