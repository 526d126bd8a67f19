import { driverFolder, MANAGED, MANAGED_PROFILE } from '../../../docker/managed.ts';
import { removeClaimedPhysicalVolume, removePhysicalVolume } from '../../../lvm/physical-volume.ts';
import { removeVolumeGroup } from '../../../lvm/volume-group.ts';
import type { Condition, DockerMade } from '../../../model/plan/condition.ts';
import type { DeviceIdentity, DiskProof } from '../../../model/facts/device.ts';
import { makeStep, type Step } from '../../../model/plan/plan.ts';
import type { Bytes } from '../../../model/units.ts';
import {
  activatePool,
  releasePool,
  removePool,
  strayName,
  type MadePool,
} from '../../steps/thin-pool.ts';
import { STOPPED } from '../../docker/service.ts';
import { sha256Of } from '../../../model/sha256.ts';
import { removeLv } from '../../steps/pool-volumes.ts';
import { wordOf, zeroLabel } from '../../steps/physical-volume.ts';

/** What Docker is about to create, and on which device. */
export interface ManagedWork {
  readonly device: DeviceIdentity;
  /** True if both ends of the disk held zeros only. */
  readonly wasBlank: boolean;
  /** The disk as Docker is to find it. */
  readonly asPlanned: Condition;
  /** Seconds since 1970; nothing that Docker creates is older. */
  readonly since: number;
  readonly data: Bytes;
  readonly metadata: Bytes;
  readonly chunkSize: Bytes;
  readonly dataRoot: string;
  /** True if nothing in it would be missed. */
  readonly rootBare: Condition;
  /** The text that Docker will write; null if the file exists already, and stays. */
  readonly profile: string | null;
}

const { vg, pool } = MANAGED;

const made = ({ device, since, wasBlank }: ManagedWork, is: DockerMade): Condition => ({
  kind: 'docker-made',
  device,
  is,
  wasBlank,
  since,
});

/**
 * Undoes what Docker's setup did to the disk, however far it got. The disk was blank when the step
 * began, so its contents came after; each step checks before it acts that they are Docker's.
 */
export function undoManaged(work: ManagedWork): readonly Step[] {
  return [
    ...removePoolSteps(work),
    removeGroup(work),
    removeClaim(work, 'undo-claim'),
    removeOrphan(work),
    ...(work.wasBlank ? [zeroLabel(work.device, leftBy(work))] : []),
    ...removeProfile(work),
    removeDriverFolder(work),
  ];
}

const leftBy = ({ since }: ManagedWork): DiskProof => ({ kind: 'dockers-leftover', vg, since });

function removePoolSteps(work: ManagedWork): readonly Step[] {
  const { data: size, metadata, chunkSize } = work;
  const whole: MadePool = { kind: 'thin-pool', vg, lv: pool, size, chunkSize };
  const volumes = { [pool]: size, [MANAGED.metadata]: metadata, [strayName(pool)]: metadata };
  const proven = provenBy(made(work, 'group'));
  const mend = [proven(activatePool(whole, 'mend-undo-lvconvert'))];
  return [
    proven(activatePool(whole, 'undo-inactive')),
    proven(releasePool(vg, pool)),
    { ...proven(removePool(vg, pool)), mend },
    ...Object.entries(volumes).map(([lv, bytes]) =>
      proven(removeLv(`undo-lvcreate-${lv}`, vg, lv, [plain(lv, bytes)])),
    ),
  ];
}

const plain = (lv: string, size: Bytes): Condition => ({
  kind: 'lv-linear',
  vg,
  lv,
  size,
  tag: null,
});

/** Adds a precondition to a step. */
const provenBy =
  (proof: Condition) =>
  (step: Step): Step => ({ ...step, before: [proof, ...step.before] });

function removeGroup(work: ManagedWork): Step {
  return makeStep({
    id: 'undo-vgcreate',
    title: `Remove volume group ${vg}`,
    why: 'Docker created it in this run on this disk alone, and it holds no volume',
    risk: 'reversible',
    before: [made(work, 'group'), { kind: 'vg-empty', vg, tag: null }],
    action: { kind: 'run', command: removeVolumeGroup(vg) },
    after: [made(work, 'unclaimed')],
    mend: [removeClaim(work, 'mend-undo-vgcreate')],
  });
}

/** LVM marks the physical volume before it writes the group; then only -ff removes it (pvremove(8)). */
function removeClaim(work: ManagedWork, id: Step['id']): Step {
  const { path } = work.device;
  return makeStep({
    id,
    title: `Remove the physical volume on ${path}, which is in no volume group`,
    why: 'it is marked as used, but no volume group uses it',
    risk: 'reversible',
    before: [made(work, 'half-used')],
    action: { kind: 'run', command: removeClaimedPhysicalVolume(path) },
    after: [made(work, 'unclaimed')],
  });
}

function removeOrphan(work: ManagedWork): Step {
  const { device } = work;
  return makeStep({
    id: `undo-pvcreate-${wordOf(device)}`,
    title: `Remove the physical volume on ${device.path}`,
    why: 'Docker created it in this run, and no volume group uses it',
    risk: 'reversible',
    before: [made(work, 'orphan')],
    action: { kind: 'run', command: removePhysicalVolume(device.path) },
    after: [{ kind: 'pv-absent', device }],
  });
}

/** Docker writes it without fsync(2), so it can be empty after an interruption or a power cut. */
function removeProfile({ profile }: ManagedWork): readonly Step[] {
  if (profile === null) return [];
  const whole = removeDockersFile('undo-profile', sha256Of(profile));
  return [{ ...whole, mend: [removeDockersFile('mend-undo-profile', sha256Of(''))] }];
}

function removeDockersFile(id: Step['id'], sha256: string): Step {
  const path = MANAGED_PROFILE;
  return makeStep({
    id,
    title: `Remove the auto-extension profile ${path}`,
    why: 'it did not exist before, and has the bytes that Docker writes',
    risk: 'reversible',
    before: [{ kind: 'file', path, sha256 }],
    action: { kind: 'remove-file', path, sha256 },
    after: [{ kind: 'file', path, sha256: null }],
  });
}

/** With its record in place Docker would look for the pool instead of creating one. */
function removeDriverFolder({ dataRoot, rootBare }: ManagedWork): Step {
  const path = driverFolder(dataRoot);
  return makeStep({
    id: 'undo-driver-directory',
    title: `Remove ${path}`,
    why: 'it describes a pool that no longer exists; there is no image, container or volume',
    risk: 'reversible',
    before: [STOPPED, rootBare],
    action: { kind: 'remove-tree', path },
    after: [{ kind: 'directory', path, is: 'absent' }],
  });
}
