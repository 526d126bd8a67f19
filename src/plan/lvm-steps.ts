import { activate, createLogicalVolume, removeLogicalVolume } from '../lvm/logical-volume.ts';
import {
  createPhysicalVolume,
  pvUuid,
  removePhysicalVolume,
  renewPhysicalVolume,
} from '../lvm/physical-volume.ts';
import { convertToThinPool } from '../lvm/thin-pool.ts';
import { createVolumeGroup, removeVolumeGroup } from '../lvm/volume-group.ts';
import { wipeSignatures } from '../lvm/wipefs.ts';
import type { Condition } from '../model/condition.ts';
import type { DeviceIdentity, UsableDevice } from '../model/device.ts';
import { dmName } from '../model/names.ts';
import type { PoolLayout, Step } from '../model/plan.ts';
import { bytes, extentsToBytes, MIB, type Bytes } from '../model/units.ts';
import { isToBeWiped } from './disk-preflight.ts';
import { TAG } from './pool-names.ts';
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
    ...site.devices.flatMap((device) => [...wipeStep(site, device), pvStep(site, device)]),
    vgStep(site),
    lvStep(site, site.request.pool, 'data'),
    lvStep(site, metadataName(site.request.pool), 'metadata'),
    convertStep(site),
  ];
}

const uuidOf = (site: PoolSite, device: DeviceIdentity): string =>
  pvUuid(`${site.nonce} ${device.path} ${device.majorMinor}`);

const wordOf = (device: DeviceIdentity): string =>
  device.path.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-dev-|^-/, '');

function wipeStep({ request }: PoolSite, device: UsableDevice): readonly Step[] {
  if (!isToBeWiped(device, request)) return [];
  const { identity } = device;
  return [
    {
      id: `wipefs-${wordOf(identity)}`,
      title: `Wipe the signatures on ${identity.path}`,
      why: 'confirmed by name; wipefs keeps the bytes it erases in /root/wipefs-*.bak',
      documented: null,
      risk: 'destroys-data',
      before: [{ kind: 'device-free', device: identity }],
      action: { kind: 'run', command: wipeSignatures(identity.path) },
      after: [{ kind: 'device-unsigned', device: identity }],
      undo: [],
    },
  ];
}

function pvStep(site: PoolSite, device: UsableDevice): Step {
  const { identity } = device;
  const uuid = uuidOf(site, identity);
  const wasBlank = device.firstData.known && device.firstData.value === null;
  const blank: Condition = {
    kind: wasBlank ? 'device-blank' : 'device-unsigned',
    device: identity,
  };
  const present: Condition = { kind: 'pv-present', device: identity, uuid, vg: null };
  return {
    id: `pvcreate-${wordOf(identity)}`,
    title: `Create a physical volume on ${identity.path}`,
    why: 'LVM keeps its own label and metadata at the start of the disk',
    documented: 4,
    risk: 'destroys-data',
    before: [blank],
    action: { kind: 'run', command: createPhysicalVolume(identity.path, uuid) },
    after: [present],
    mend: wasBlank ? [zeroLabel(identity, 'mend-pvcreate')] : [],
    undo: [removePv(identity, present), ...(wasBlank ? [zeroLabel(identity)] : [])],
  };
}

function removePv(device: DeviceIdentity, present: Condition): Step {
  return {
    id: `undo-pvcreate-${wordOf(device)}`,
    title: `Remove the physical volume on ${device.path}`,
    why: 'its UUID is the one this run gave it',
    documented: null,
    risk: 'reversible',
    before: [present],
    action: { kind: 'run', command: removePhysicalVolume(device.path) },
    after: [{ kind: 'pv-absent', device }],
    undo: [],
  };
}

/** pvremove leaves the text of the metadata area; the disk had zeros there before. */
function zeroLabel(device: DeviceIdentity, word = 'undo-label'): Step {
  return {
    id: `${word}-${wordOf(device)}`,
    title: `Blank the first MiB of ${device.path} again`,
    why: 'it held zeros before the physical volume was made',
    documented: null,
    risk: 'safe',
    before: [
      { kind: 'pv-absent', device },
      { kind: 'device-unsigned', device },
    ],
    action: { kind: 'zero-range', device: device.path, offset: bytes(0), length: bytes(MIB) },
    after: [{ kind: 'device-blank', device }],
    undo: [],
  };
}

function vgStep(site: PoolSite): Step {
  const { request, devices, layout } = site;
  const { vg } = request;
  const paths = devices.map(({ identity }) => identity.path);
  const orphans = devices.map(({ identity }): Condition => ({
    kind: 'pv-present',
    device: identity,
    uuid: uuidOf(site, identity),
    vg: null,
  }));
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
    mend: devices.map(({ identity }) => renewPv(site, identity, 'mend-vgcreate')),
    undo: [removeVg(vg), ...devices.map(({ identity }) => renewPv(site, identity, 'undo-claim'))],
  };
}

/**
 * LVM marks the PVs before it writes the group and clears the marks after it has removed it; cut off
 * in between, a marked one is in no group, and only -ff takes it (pvcreate(8)). -y does not hide a
 * question about anybody's data: it is the PV that this run made, by its UUID.
 */
function renewPv(site: PoolSite, device: DeviceIdentity, word: string): Step {
  const uuid = uuidOf(site, device);
  return {
    id: `${word}-${wordOf(device)}`,
    title: `Make the physical volume on ${device.path} free again`,
    why: 'it says it is used, and there is no volume group that uses it',
    documented: null,
    risk: 'reversible',
    before: [{ kind: 'pv-half-used', device, uuid }],
    action: { kind: 'run', command: renewPhysicalVolume(device.path, uuid) },
    after: [{ kind: 'pv-present', device, uuid, vg: null }],
    undo: [],
  };
}

function vgPresent(site: PoolSite): Condition {
  return {
    kind: 'vg-present',
    vg: site.request.vg,
    tag: TAG,
    pvUuids: site.devices.map(({ identity }) => uuidOf(site, identity)),
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
  const stray = strayName(pool);
  const made = { kind: 'thin-pool', vg, lv: pool, size: data, chunkSize } as const;
  return {
    id: 'lvconvert',
    title: `Convert ${vg}/${pool} and ${vg}/${meta} to a thin pool`,
    why: 'the kernel target that Docker makes its thin devices in',
    documented: 7,
    risk: 'reversible',
    before: [
      linear(site, pool, data),
      linear(site, meta, metadata),
      { kind: 'lv-absent', vg, lv: stray },
    ],
    action: { kind: 'run', command: convertToThinPool(vg, pool, meta, chunkSize) },
    after: [{ ...made, active: true }],
    mend: [removeStray(site, 'mend-lvconvert-spare'), activatePool(made, 'mend-lvconvert-active')],
    undo: [
      activatePool(made, 'undo-inactive'),
      releasePool(vg, pool),
      { ...removePool(vg, pool), mend: [activatePool(made, 'mend-undo-lvconvert')] },
      removeStray(site, 'undo-spare'),
    ],
  };
}

/** The name LVM gives the spare before it hides it as _pmspare: the first one that is free. */
const strayName = (pool: string): string => (pool === 'lvol0' ? 'lvol1' : 'lvol0');

/** An lvconvert cut off right after it made the spare for the metadata leaves it as a plain volume. */
function removeStray(site: PoolSite, id: string): Step {
  const { vg, pool } = site.request;
  const lv = strayName(pool);
  const stray: Condition = { kind: 'lv-linear', vg, lv, size: sizesOf(site).metadata, tag: null };
  return removeLv(id, vg, lv, [stray]);
}

type MadePool = Omit<Extract<Condition, { kind: 'thin-pool' }>, 'active'>;

/** Cut off, lvconvert and lvremove leave a pool that is not active: its use cannot be seen then. */
function activatePool(made: MadePool, id: string): Step {
  const { vg, lv } = made;
  return {
    id,
    title: `Activate ${vg}/${lv}`,
    why: 'a pool that is not active does not tell whether anything is in it',
    documented: null,
    risk: 'safe',
    before: [{ ...made, active: false }],
    action: { kind: 'run', command: activate(vg, lv) },
    after: [{ kind: 'pool-not-inactive', vg, lv }],
    undo: [],
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
