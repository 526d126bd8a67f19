import {
  createPhysicalVolume,
  pvUuid,
  removePhysicalVolume,
  renewPhysicalVolume,
} from '../../lvm/physical-volume.ts';
import { wipeSignatures } from '../../lvm/wipefs.ts';
import type { Condition } from '../../model/plan/condition.ts';
import type { DeviceIdentity, UsableDevice } from '../../model/facts/device.ts';
import type { Step } from '../../model/plan/plan.ts';
import { bytes, MIB } from '../../model/units.ts';
import { isToBeWiped, type WipeConsent } from './disk-refusals.ts';

/** The parameters of new physical volumes. */
export interface Making {
  /** Makes their UUIDs unique to this run. */
  readonly nonce: string;
  readonly consent: WipeConsent;
}

/** The volume group that new physical volumes join, and the step whose look serves them too. */
export interface Joining {
  readonly vg: string;
  readonly seenWith: string;
}

/** Documented step 4 for each device: wiped where that was confirmed, then a physical volume. */
export const pvSteps = (
  making: Making,
  devices: readonly UsableDevice[],
  joining: Joining,
): readonly Step[] =>
  devices.flatMap((device) => [...wipeStep(making, device), pvStep(making, device, joining)]);

/** The UUID that this run gives to the physical volume on a device. */
export const uuidOf = (nonce: string, device: DeviceIdentity): string =>
  pvUuid(`${nonce} ${device.path} ${device.majorMinor}`);

type OwnPv = Extract<Condition, { kind: 'pv-present' }>;

/** True for dmctl's physical volume on the device while it is in no volume group. */
export const orphan = (nonce: string, device: DeviceIdentity): OwnPv =>
  orphanOf(uuidOf(nonce, device), device);

export const orphanOf = (uuid: string, device: DeviceIdentity): OwnPv => ({
  kind: 'pv-present',
  device,
  uuid,
  vg: null,
});

/** `xvdf`; a longer path can lose what tells it from another one, so its number follows. */
export function wordOf({ path, majorMinor }: DeviceIdentity): string {
  const plain = /^\/dev\/([A-Za-z0-9]+)$/.exec(path)?.[1];
  return plain ?? `${path}-${majorMinor}`.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-dev-|^-/, '');
}

/** Wipes what is on the device, where that was confirmed. */
export function wipeStep(
  { consent }: Pick<Making, 'consent'>,
  device: UsableDevice,
): readonly Step[] {
  if (!isToBeWiped(device, consent)) return [];
  const { identity, signatures } = device;
  const seen = signatures.known ? signatures.value : [];
  return [
    {
      id: `wipefs-${wordOf(identity)}`,
      title: `Wipe the signatures on ${identity.path}`,
      why: 'it was confirmed by name; wipefs saves the erased bytes in /root/wipefs-*.bak',
      documented: null,
      risk: 'destroys-data',
      before: [{ kind: 'device-as-seen', device: identity, signatures: seen }],
      action: { kind: 'run', command: wipeSignatures(identity.path) },
      after: [{ kind: 'device-unsigned', device: identity }],
      undo: [],
    },
  ];
}

function pvStep({ nonce }: Making, device: UsableDevice, { vg, seenWith }: Joining): Step {
  const { identity } = device;
  const wasBlank = device.firstData.known && device.firstData.value === null;
  const blank: Condition = {
    kind: wasBlank ? 'device-blank' : 'device-unsigned',
    device: identity,
  };
  const uuid = uuidOf(nonce, identity);
  const present = orphanOf(uuid, identity);
  const remove = {
    ...removePv(identity, uuid),
    mend: [renewPv(uuid, identity, 'mend-undo-pvcreate')],
  };
  return {
    id: `pvcreate-${wordOf(identity)}`,
    title: `Create a physical volume on ${identity.path}`,
    why: 'LVM writes its label and metadata to the start of the disk',
    documented: 4,
    risk: 'destroys-data',
    before: [blank],
    action: { kind: 'run', command: createPhysicalVolume(identity.path, uuid) },
    after: [present],
    verifiedWith: { step: seenWith, conditions: [{ ...present, vg }] },
    mend: wasBlank ? [zeroLabel(identity, 'mend-pvcreate')] : [],
    undo: [remove, ...(wasBlank ? [zeroLabel(identity)] : [])],
  };
}

/** Removes the physical volume of that UUID, which is in no volume group. */
export function removePv(device: DeviceIdentity, uuid: string): Step {
  return {
    id: `undo-pvcreate-${wordOf(device)}`,
    title: `Remove the physical volume on ${device.path}`,
    why: 'it has the UUID that this run gave it',
    documented: null,
    risk: 'reversible',
    before: [orphanOf(uuid, device)],
    action: { kind: 'run', command: removePhysicalVolume(device.path) },
    after: [{ kind: 'pv-absent', device }],
    undo: [],
  };
}

/** pvremove leaves the text of the metadata area; the disk had zeros there before. */
export function zeroLabel(device: DeviceIdentity, word = 'undo-label'): Step {
  return {
    id: `${word}-${wordOf(device)}`,
    title: `Zero the first MiB of ${device.path}`,
    why: 'it held zeros before the physical volume was created',
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

/**
 * LVM marks the PVs before it writes the group and clears the marks after it has removed it; cut off
 * in between, a marked one is in no group, and only -ff takes it (pvcreate(8)). -y does not hide a
 * question about anybody's data: it is the PV that this run made, by its UUID.
 */
export function renewPv(uuid: string, device: DeviceIdentity, word: string): Step {
  return {
    id: `${word}-${wordOf(device)}`,
    title: `Release the physical volume on ${device.path}`,
    why: 'it is marked as used, but no volume group uses it',
    documented: null,
    risk: 'reversible',
    before: [{ kind: 'pv-half-used', device, uuid }],
    action: { kind: 'run', command: renewPhysicalVolume(device.path, uuid) },
    after: [orphanOf(uuid, device)],
    undo: [],
  };
}
