import {
  createPhysicalVolume,
  pvUuid,
  removePhysicalVolume,
  renewPhysicalVolume,
} from '../../lvm/physical-volume.ts';
import { rereadPartitions, wipeSignatures } from '../../lvm/wipefs.ts';
import type { Condition } from '../../model/plan/condition.ts';
import {
  deviceNode,
  type DeviceIdentity,
  type DiskProof,
  type UsableDevice,
} from '../../model/facts/device.ts';
import { knownOr } from '../../model/known.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import type { MendId } from '../../model/plan/step-ids.ts';
import { bytes, MIB, type Bytes } from '../../model/units.ts';
import { isToBeWiped, type WipeConsent } from './disk-refusals.ts';
import { SAVED, savedRanges } from './saved-bytes.ts';

/** The parameters of new physical volumes. */
export interface Making {
  /** Makes their UUIDs unique to this run. */
  readonly nonce: string;
  readonly consent: WipeConsent;
}

/** The volume group that new physical volumes join, and the step whose look serves them too. */
export interface Joining {
  readonly vg: string;
  readonly seenWith: Step['id'];
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

/** Letters of the nonce that tell the files of this run from those of others. */
const RUN_LETTERS = 10;

/** Wipes what is on the device, where that was confirmed, and keeps a copy of it. */
export function wipeStep({ consent, nonce }: Making, device: UsableDevice): readonly Step[] {
  if (!isToBeWiped(device, consent)) return [];
  const { identity, signatures } = device;
  const seen = knownOr(signatures, []);
  const sample = knownOr(device.sample, '');
  const word = wordOf(identity);
  const node = deviceNode(identity);
  const run = nonce.slice(0, RUN_LETTERS);
  return [
    makeStep({
      id: `wipefs-${word}`,
      title: `Wipe the signatures on ${identity.path}`,
      why: `it was confirmed by name; ${SAVED}/${word}-${run}-OFFSET.bak keeps what it holds there, and dd if=FILE of=${identity.path} oflag=seek_bytes seek=OFFSET conv=notrunc restores it`,
      risk: 'destroys-data',
      before: [{ kind: 'device-as-seen', device: identity, signatures: seen, sample }],
      action: {
        kind: 'wipe-device',
        device: identity,
        saved: savedRanges(word, run, device),
        wipe: wipeSignatures(node),
        reread: rereadPartitions(node),
      },
      after: [{ kind: 'device-unsigned', device: identity, sample }],
    }),
  ];
}

/** True if both ends of the disk hold zeros only. */
export const isBlank = ({ firstData }: UsableDevice): boolean =>
  firstData.known && firstData.value === null;

/** Holds while the disk contains what it did when the plan was made, signatures aside. */
export const asPlanned = (device: UsableDevice): Condition =>
  isBlank(device)
    ? { kind: 'device-blank', device: device.identity }
    : { kind: 'device-unsigned', device: device.identity, sample: knownOr(device.sample, '') };

function pvStep({ nonce }: Making, device: UsableDevice, { vg, seenWith }: Joining): Step {
  const { identity } = device;
  const isPart = device.type === 'part';
  const wasBlank = isBlank(device);
  const uuid = uuidOf(nonce, identity);
  const leftover: DiskProof = { kind: 'leftover', uuid, wasBlank };
  const present = orphanOf(uuid, identity);
  return {
    id: `pvcreate-${wordOf(identity)}`,
    title: `Create a physical volume on ${isPart ? 'the partition ' : ''}${identity.path}`,
    why: isPart
      ? 'LVM writes its label and metadata to the start of the partition; nothing else on its disk is touched'
      : 'LVM writes its label and metadata to the start of the disk',
    documented: 4,
    risk: 'destroys-data',
    before: [asPlanned(device)],
    action: {
      kind: 'run',
      command: createPhysicalVolume(deviceNode(identity), uuid, device.optimalIoBytes),
    },
    after: [present],
    verifiedWith: { step: seenWith, conditions: [{ ...present, vg }] },
    mend: wasBlank ? [zeroLabel(identity, leftover, 'mend-pvcreate')] : [],
    undo: [removePv(identity, uuid), ...(wasBlank ? [zeroLabel(identity, leftover)] : [])],
  };
}

/** Removes the physical volume of that UUID, which is in no volume group. */
export function removePv(device: DeviceIdentity, uuid: string): Step {
  return makeStep({
    id: `undo-pvcreate-${wordOf(device)}`,
    title: `Remove the physical volume on ${device.path}`,
    why: 'it has the UUID that this run gave it',
    risk: 'reversible',
    before: [orphanOf(uuid, device)],
    action: { kind: 'run', command: removePhysicalVolume(deviceNode(device)) },
    after: [{ kind: 'pv-absent', device }],
    mend: [renewPv(uuid, device, 'mend-undo-pvcreate')],
  });
}

/**
 * Zeros what pvremove leaves, the header of the metadata area and its text. Once the label is gone only
 * these prove that it is the same disk: another one can have its number and size.
 */
export function zeroLabel(
  device: DeviceIdentity,
  proof: DiskProof,
  word: 'undo-label' | 'blank' | MendId = 'undo-label',
): Step {
  return makeStep({
    id: `${word}-${wordOf(device)}`,
    title: `Zero the first MiB of ${device.path}`,
    why: 'it held zeros before the physical volume was created',
    risk: 'safe',
    before: [
      { kind: 'pv-absent', device },
      { kind: 'device-leftover', device, proof },
    ],
    action: { kind: 'zero-range', device, offset: bytes(0), length: bytes(MIB), proof },
    after: [{ kind: 'device-blank', device }],
  });
}

/**
 * LVM marks the PVs before it writes the group and clears the marks after it has removed it; cut off
 * in between, a marked one is in no group, and only -ff takes it (pvcreate(8)). -y does not hide a
 * question about anybody's data: it is the PV that this run made, by its UUID.
 * @param optimalIo the disk's optimal I/O size, if the PV is to be used again
 */
export function renewPv(
  uuid: string,
  device: DeviceIdentity,
  word: MendId,
  optimalIo: Bytes = bytes(0),
): Step {
  return makeStep({
    id: `${word}-${wordOf(device)}`,
    title: `Release the physical volume on ${device.path}`,
    why: 'it is marked as used, but no volume group uses it',
    risk: 'reversible',
    before: [{ kind: 'pv-half-used', device, uuid }],
    action: { kind: 'run', command: renewPhysicalVolume(deviceNode(device), uuid, optimalIo) },
    after: [orphanOf(uuid, device)],
  });
}
