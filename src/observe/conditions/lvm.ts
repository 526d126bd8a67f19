import {
  fails,
  holds,
  undecided,
  type ConditionOf,
  type Finding,
} from '../../model/plan/condition.ts';
import type {
  LogicalVolume,
  LvmState,
  PhysicalVolume,
  VolumeGroup,
} from '../../model/facts/lvm-state.ts';
import type { DeviceIdentity } from '../../model/facts/device.ts';
import { dmName } from '../../model/names.ts';
import { leadsElsewhere, pvOn, resolveDevice } from '../devices.ts';
import { blockBytes, holdersOf } from '../sys-block.ts';
import type { Probes } from './probes.ts';

/** LVM has no physical volume on the device, or the one that is expected. */
export async function checkPv(
  probes: Probes,
  condition: ConditionOf<'pv-absent' | 'pv-present' | 'pv-half-used' | 'pv-unused'>,
): Promise<Finding> {
  const { path, majorMinor } = condition.device;
  const elsewhere = leadsElsewhere(condition.device, await resolveDevice(probes.host, path));
  if (elsewhere !== null) return fails(`${path}: ${elsewhere}`);
  const pv = await pvOn(probes.host, await probes.lvm(), majorMinor);
  if (condition.kind === 'pv-absent') {
    return pv === null ? holds : fails(`physical volume ${pv.uuid}`);
  }
  if (pv === null) return fails('no physical volume');
  if (pv.uuid !== condition.uuid) return fails(`a different physical volume, ${pv.uuid}`);
  if (pv.duplicate || pv.missing) return fails('the physical volume is duplicate or missing');
  return pvAsPlanned(pv, condition);
}

/** `inUse` without a group: a vgcreate over several volumes was cut off between two of them. */
function pvAsPlanned(
  pv: PhysicalVolume,
  wanted: ConditionOf<'pv-present' | 'pv-half-used' | 'pv-unused'>,
): Finding {
  if (wanted.kind === 'pv-half-used') {
    return pv.vg === null && pv.inUse ? holds : fails('it is not in the half-created state');
  }
  if (pv.vg !== wanted.vg) return fails(`it is in ${pv.vg ?? 'no volume group'}`);
  if (wanted.kind === 'pv-unused') {
    return pv.free === pv.size ? holds : fails('it holds volumes');
  }
  return pv.vg === null && pv.inUse ? fails('its volume group cannot be read') : holds;
}

/** Nothing shrinks: a device with fewer bytes than the plan saw is left alone. */
export async function checkPvSize(
  probes: Probes,
  { device, uuid, vg, is, size }: ConditionOf<'pv-size'>,
): Promise<Finding> {
  const lvm = await probes.lvm();
  const pv = lvm.pvs.find((one) => one.uuid === uuid) ?? null;
  if (pv === null) return fails(`there is no physical volume ${uuid}`);
  if (pv.vg !== vg) return fails(`it is in ${pv.vg ?? 'no volume group'}`);
  if (pv.duplicate || pv.missing) return fails('the physical volume is duplicate or missing');
  if (is === 'at-least') return pv.size >= size ? holds : fails(`it has ${String(pv.size)} bytes`);
  const wrong = await otherThanGrown(probes, lvm, device, uuid);
  if (wrong !== null) return fails(wrong);
  return pv.size < size ? holds : fails(`it has ${String(pv.size)} bytes`);
}

/** Tells that the name leads elsewhere now, or that the device has become smaller; null: neither. */
async function otherThanGrown(
  { host }: Probes,
  lvm: LvmState,
  device: DeviceIdentity,
  uuid: string,
): Promise<string | null> {
  const now = await resolveDevice(host, device.path);
  const elsewhere = leadsElsewhere(device, now);
  if (elsewhere !== null) return `${device.path}: ${elsewhere}`;
  const there = await pvOn(host, lvm, now.majorMinor);
  if (there?.uuid !== uuid) return `${device.path} is not physical volume ${uuid}`;
  const bytes = await blockBytes(host, now.majorMinor);
  return bytes < device.size ? `${device.path} has ${String(bytes)} bytes now` : null;
}

const groupOf = (lvm: LvmState, vg: string): VolumeGroup | null =>
  lvm.vgs.find(({ name }) => name === vg) ?? null;

/** A volume group by name; ours is known by its tag. */
export async function checkVg(
  probes: Probes,
  condition: ConditionOf<'vg-absent' | 'vg-present' | 'vg-empty'>,
): Promise<Finding> {
  const lvm = await probes.lvm();
  const group = groupOf(lvm, condition.vg);
  const tag = condition.tag ?? null;
  const isMeant = group !== null && (tag === null || group.tags.includes(tag));
  if (condition.kind === 'vg-absent') return isMeant ? fails('it exists') : holds;
  if (group === null) return fails('the volume group does not exist');
  if (!isMeant) return fails(`it has no tag ${String(tag)}`);
  if (condition.kind === 'vg-present') return vgAsPlanned(lvm, group, condition);
  const names = lvm.lvs.filter(({ vg }) => vg === group.name).map(({ name }) => name);
  return names.length === 0 ? holds : fails(`it holds ${names.join(', ')}`);
}

function vgAsPlanned(
  lvm: LvmState,
  group: VolumeGroup,
  wanted: ConditionOf<'vg-present'>,
): Finding {
  const members = lvm.pvs.filter(({ vg }) => vg === group.name).map(({ uuid }) => uuid);
  const expected = new Set(wanted.pvUuids);
  const same = members.length === expected.size && members.every((uuid) => expected.has(uuid));
  if (!same) return fails(`its physical volumes are ${members.join(', ')}`);
  if (group.missingPvs > 0) return fails('a physical volume is missing');
  if (group.extentCount >= wanted.minExtents) return holds;
  return fails(`it has ${String(group.extentCount)} extents`);
}

const volumeOf = ({ lvs }: LvmState, vg: string, lv: string): LogicalVolume | null =>
  lvs.find((volume) => volume.vg === vg && volume.name === lv) ?? null;

const NO_VOLUME = fails('the volume does not exist');

/** What a volume of that name must not be; none at all is fine. Hidden ones are included. */
export async function checkNoLv(
  probes: Probes,
  condition: ConditionOf<'lv-absent' | 'thin-pool-absent' | 'pool-not-inactive'>,
): Promise<Finding> {
  const volume = volumeOf(await probes.lvm(), condition.vg, condition.lv);
  if (volume === null) return holds;
  if (condition.kind === 'lv-absent') return fails(`it exists, type ${volume.segmentType}`);
  if (volume.segmentType !== 'thin-pool') return holds;
  if (condition.kind === 'thin-pool-absent') return fails('it is a thin pool');
  return volume.active ? holds : fails('it is not active');
}

/** A logical volume by name, hidden ones included. */
export async function checkLv(
  probes: Probes,
  condition: ConditionOf<'lv-linear' | 'thin-pool' | 'lv-profile'>,
): Promise<Finding> {
  const lvm = await probes.lvm();
  const volume = volumeOf(lvm, condition.vg, condition.lv);
  if (volume === null) return NO_VOLUME;
  switch (condition.kind) {
    case 'lv-linear':
      return linear(lvm, volume, condition);
    case 'thin-pool':
      return pool(volume, condition);
    case 'lv-profile':
      return profile(volume, condition);
  }
}

/** Size and state of any volume, hidden ones included. */
export async function checkLvState(
  probes: Probes,
  condition: ConditionOf<'lv-size' | 'lv-inactive'>,
): Promise<Finding> {
  const volume = volumeOf(await probes.lvm(), condition.vg, condition.lv);
  if (volume === null) return NO_VOLUME;
  if (condition.kind === 'lv-inactive') return volume.active ? fails('it is active') : holds;
  return volume.size === condition.size ? holds : fails(`it has ${String(volume.size)} bytes`);
}

/** dmeventd watches it. */
export async function checkMonitored(
  probes: Probes,
  { vg, lv }: ConditionOf<'lv-monitored'>,
): Promise<Finding> {
  const volume = volumeOf(await probes.lvm(), vg, lv);
  return volume === null ? NO_VOLUME : monitored(volume);
}

/** The lvconvert of LVM 2.03.31 moves the tags of the data volume to the pool (seen in trixie; not 2.03.16). */
function hasTag(lvm: LvmState, { vg, name, tags }: LogicalVolume, tag: string): boolean {
  const pool = volumeOf(lvm, vg, name.replace(/_t(?:data|meta)$/, ''));
  return tags.includes(tag) || pool?.tags.includes(tag) === true;
}

function linear(lvm: LvmState, volume: LogicalVolume, wanted: ConditionOf<'lv-linear'>): Finding {
  if (volume.segmentType !== 'linear') return fails(`its type is ${volume.segmentType}`);
  if (volume.size !== wanted.size) return fails(`it has ${String(volume.size)} bytes`);
  const { tag } = wanted;
  if (tag === null) return volume.tags.length === 0 ? holds : fails('it has tags');
  return hasTag(lvm, volume, tag) ? holds : fails(`it has no tag ${tag}`);
}

function pool(volume: LogicalVolume, wanted: ConditionOf<'thin-pool'>): Finding {
  if (volume.segmentType !== 'thin-pool') return fails(`its type is ${volume.segmentType}`);
  if (volume.size !== wanted.size) return fails(`it has ${String(volume.size)} bytes`);
  if (volume.chunkSize !== wanted.chunkSize) {
    return fails(`its chunk size is ${String(volume.chunkSize)} bytes`);
  }
  if (volume.active === wanted.active) return holds;
  return fails(volume.active ? 'it is active' : 'it is not active');
}

function profile(volume: LogicalVolume, wanted: ConditionOf<'lv-profile'>): Finding {
  if (volume.profile === wanted.profile) return holds;
  return fails(volume.profile === null ? 'no profile is attached' : `profile ${volume.profile}`);
}

function monitored(volume: LogicalVolume): Finding {
  if (volume.monitored === true) return holds;
  if (volume.monitored === false) return fails('it is not monitored');
  return volume.active
    ? undecided('LVM does not report whether it is monitored')
    : fails('it is not active, so it is not monitored');
}

/** dockerd's first start makes its base device in one transaction; each layer is another. */
const ONLY_BASE_DEVICE = 1;

/**
 * LVM knows no thin volume in the pool, and the kernel's transaction id says that Docker has made
 * its base device at most. LVM's own transaction id stays 0 whatever Docker does.
 */
export async function checkPoolUnused(
  probes: Probes,
  wanted: ConditionOf<'pool-unused'>,
): Promise<Finding> {
  const lvm = await probes.lvm();
  if (volumeOf(lvm, wanted.vg, wanted.lv) === null) return NO_VOLUME;
  const thin = lvm.lvs.find((volume) => volume.vg === wanted.vg && volume.poolLv === wanted.lv);
  if (thin) return fails(`it holds the thin volume ${thin.name}`);
  // LVM hides the pool's own target behind a linear one with the suffix -tpool when it has volumes.
  const names = [dmName(wanted.vg, wanted.lv), `${dmName(wanted.vg, wanted.lv)}-tpool`];
  const target = (await probes.thinPools()).find(({ name }) => names.includes(name));
  if (!target) return undecided('the pool is not active in the kernel, so its usage is unknown');
  const { status } = target;
  if (status.state !== 'running') return undecided(`the pool's state is ${status.state}`);
  if (status.transactionId > ONLY_BASE_DEVICE) {
    return fails(`${String(status.transactionId)} transactions were committed in it`);
  }
  if (status.transactionId === ONLY_BASE_DEVICE || status.dataUsedBlocks === 0) return holds;
  return fails(`${String(status.dataUsedBlocks)} data blocks are in use`);
}

/** Nothing of device-mapper on top of the pool, as sysfs knows it; a pool that is not active has none. */
export async function checkPoolUnheld(
  { host }: Probes,
  { vg, lv }: ConditionOf<'pool-unheld'>,
): Promise<Finding> {
  const stat = await host.stat(`/dev/mapper/${dmName(vg, lv)}`);
  if (stat === null) return holds;
  if (stat.represents === null) return undecided('its device node is not a block device');
  const holders = await holdersOf(host, stat.represents);
  return holders.length === 0 ? holds : fails(`${holders.join(', ')} on top of it`);
}
