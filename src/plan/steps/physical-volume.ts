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

/** Documented step 4 for each device: wiped where that was confirmed, then a physical volume. */
export const pvSteps = (making: Making, devices: readonly UsableDevice[]): readonly Step[] =>
  devices.flatMap((device) => [...wipeStep(making, device), pvStep(making, device)]);

/** The UUID that this run gives to the physical volume on a device. */
export const uuidOf = (nonce: string, device: DeviceIdentity): string =>
  pvUuid(`${nonce} ${device.path} ${device.majorMinor}`);

/** True for dmctl's physical volume on the device while it is in no volume group. */
export const orphan = (nonce: string, device: DeviceIdentity): Condition =>
  orphanOf(uuidOf(nonce, device), device);

export const orphanOf = (uuid: string, device: DeviceIdentity): Condition => ({
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

function pvStep({ nonce }: Making, device: UsableDevice): Step {
  const { identity } = device;
  const wasBlank = device.firstData.known && device.firstData.value === null;
  const blank: Condition = {
    kind: wasBlank ? 'device-blank' : 'device-unsigned',
    device: identity,
  };
  const present = orphan(nonce, identity);
  return {
    id: `pvcreate-${wordOf(identity)}`,
    title: `Create a physical volume on ${identity.path}`,
    why: 'LVM writes its label and metadata to the start of the disk',
    documented: 4,
    risk: 'destroys-data',
    before: [blank],
    action: { kind: 'run', command: createPhysicalVolume(identity.path, uuidOf(nonce, identity)) },
    after: [present],
    mend: wasBlank ? [zeroLabel(identity, 'mend-pvcreate')] : [],
    undo: [removePv(identity, uuidOf(nonce, identity)), ...(wasBlank ? [zeroLabel(identity)] : [])],
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
