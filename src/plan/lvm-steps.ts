import { createLogicalVolume, removeLogicalVolume } from '../lvm/logical-volume.ts';
import { convertToThinPool } from '../lvm/thin-pool.ts';
import { createVolumeGroup, removeVolumeGroup } from '../lvm/volume-group.ts';
import type { Condition } from '../model/condition.ts';
import type { UsableDevice } from '../model/device.ts';
import { dmName } from '../model/names.ts';
import type { PoolLayout, Step } from '../model/plan.ts';
import { extentsToBytes, type Bytes } from '../model/units.ts';
import { TAG } from './pool-names.ts';
import { orphan, pvSteps, uuidOf } from './pv-steps.ts';
import type { SetupDirectLvmRequest } from './request.ts';

/** What the steps below are about. */
export interface PoolSite {
  readonly request: SetupDirectLvmRequest;
  readonly devices: readonly UsableDevice[];
  readonly layout: PoolLayout;
  /** Makes the PVs' UUIDs ours alone. */
  readonly nonce: string;
}

/** Step 6's name for the metadata volume. */
export const metadataName = (pool: string): string => `${pool}meta`;

/** Documented steps 4 to 7: physical volumes, volume group, two volumes, one thin pool. */
export function lvmSteps(site: PoolSite): readonly Step[] {
  return [
    ...pvSteps({ nonce: site.nonce, consent: site.request }, site.devices),
    vgStep(site),
    lvStep(site, site.request.pool, 'data'),
    lvStep(site, metadataName(site.request.pool), 'metadata'),
    convertStep(site),
  ];
}

function vgStep(site: PoolSite): Step {
  const { request, devices, layout } = site;
  const { vg } = request;
  const paths = devices.map(({ identity }) => identity.path);
  const orphans = devices.map(({ identity }) => orphan(site.nonce, identity));
  return {
    id: 'vgcreate',
    title: `Create volume group ${vg}`,
    why: 'the pool lives in a volume group of its own, tagged as made by dmctl',
    documented: 5,
    risk: 'reversible',
    before: [{ kind: 'vg-absent', vg }, ...orphans],
    action: {
      kind: 'run',
      command: createVolumeGroup(vg, paths, { tag: TAG, extentSize: layout.extentSize }),
    },
    after: [vgPresent(site)],
    undo: [removeVg(vg)],
  };
}

function vgPresent(site: PoolSite): Condition {
  return {
    kind: 'vg-present',
    vg: site.request.vg,
    tag: TAG,
    pvUuids: site.devices.map(({ identity }) => uuidOf(site.nonce, identity)),
    minExtents: site.layout.total,
  };
}

function removeVg(vg: string): Step {
  return {
    id: 'undo-vgcreate',
    title: `Remove volume group ${vg}`,
    why: 'it carries our tag and holds no volume',
    documented: null,
    risk: 'reversible',
    before: [{ kind: 'vg-empty', vg, tag: TAG }],
    action: { kind: 'run', command: removeVolumeGroup(vg) },
    after: [{ kind: 'vg-absent', vg }],
    undo: [],
  };
}

function linear(site: PoolSite, lv: string, size: Bytes): Condition {
  return { kind: 'lv-linear', vg: site.request.vg, lv, size, tag: TAG };
}

function sizesOf({ layout }: PoolSite): { readonly data: Bytes; readonly metadata: Bytes } {
  const { data, metadata, extentSize } = layout;
  return {
    data: extentsToBytes(data, extentSize),
    metadata: extentsToBytes(metadata, extentSize),
  };
}

function lvStep(site: PoolSite, lv: string, part: 'data' | 'metadata'): Step {
  const { vg } = site.request;
  const ours = linear(site, lv, sizesOf(site)[part]);
  return {
    id: `lvcreate-${part}`,
    title: `Create logical volume ${vg}/${lv} for the pool's ${part}`,
    why: part === 'data' ? 'what images and containers write' : 'which chunk belongs to whom',
    documented: 6,
    risk: 'reversible',
    before: [vgPresent(site), { kind: 'lv-absent', vg, lv }],
    action: { kind: 'run', command: createLogicalVolume(vg, lv, site.layout[part], TAG) },
    after: [ours],
    undo: [removeLv(`undo-lvcreate-${part}`, vg, lv, [ours])],
  };
}

function removeLv(
  id: string,
  vg: string,
  lv: string,
  before: readonly Condition[],
  after: Condition = { kind: 'lv-absent', vg, lv },
): Step {
  return {
    id,
    title: `Remove ${vg}/${lv}`,
    why: 'this run made it and nothing was stored in it',
    documented: null,
    risk: 'reversible',
    before,
    action: { kind: 'run', command: removeLogicalVolume(vg, lv) },
    after: [after],
    undo: [],
  };
}

function convertStep(site: PoolSite): Step {
  const { vg, pool, chunkSize } = site.request;
  const { data, metadata } = sizesOf(site);
  const meta = metadataName(pool);
  return {
    id: 'lvconvert',
    title: `Convert ${vg}/${pool} and ${vg}/${meta} to a thin pool`,
    why: 'the kernel target that Docker makes its thin devices in',
    documented: 7,
    risk: 'reversible',
    before: [linear(site, pool, data), linear(site, meta, metadata)],
    action: { kind: 'run', command: convertToThinPool(vg, pool, meta, chunkSize) },
    after: [{ kind: 'thin-pool', vg, lv: pool, size: data, chunkSize, active: true }],
    undo: [releasePool(vg, pool), removePool(vg, pool)],
  };
}

/** A dockerd that failed while it made its base device leaves that device active. */
function releasePool(vg: string, lv: string): Step {
  return {
    id: 'undo-base-device',
    title: `Remove what Docker left active on ${vg}/${lv}`,
    why: 'a dockerd that fails at its first start leaves its empty base device behind',
    documented: null,
    risk: 'reversible',
    before: [{ kind: 'pool-unused', vg, lv }],
    action: { kind: 'remove-holders', device: `/dev/mapper/${dmName(vg, lv)}` },
    after: [{ kind: 'pool-unheld', vg, lv }],
    undo: [],
  };
}

function removePool(vg: string, lv: string): Step {
  const unused: Condition = { kind: 'pool-unused', vg, lv };
  return removeLv('undo-lvconvert', vg, lv, [unused], { kind: 'thin-pool-absent', vg, lv });
}
