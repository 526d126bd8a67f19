import { createHash } from 'node:crypto';
import { writes, type Command } from '../model/command.ts';
import type { Bytes } from '../model/units.ts';
import { dataStart } from './placing.ts';

/**
 * pvcreate(8). Neither -y nor -f: with stdin closed LVM answers its own question about a signature
 * with no, and the device stays unchanged. dmctl chooses the UUID, which proves that a physical
 * volume left by an interrupted run is its own.
 */
export function createPhysicalVolume(device: string, uuid: string, optimalIo: Bytes): Command {
  return writes('pvcreate', [...identity(uuid), ...areas(optimalIo), device]);
}

const identity = (uuid: string): readonly string[] => ['--uuid', uuid, '--norestorefile'];

/**
 * LVM's defaults, given explicitly: with other settings in lvm.conf the group would have fewer extents than
 * planned, or metadata where neither a rollback nor a teardown looks for it. LVM extends the metadata area up to
 * the data.
 */
function areas(optimalIo: Bytes): readonly string[] {
  const start = `${String(dataStart(optimalIo))}b`;
  const metadata = ['--metadatasize', '512k', '--pvmetadatacopies', '1', '--metadataignore', 'n'];
  return ['--dataalignment', start, ...metadata];
}

/**
 * pvcreate(8) over a physical volume that says it is used by a group that does not exist, for which
 * LVM requires -ff. The caller has checked by its UUID that dmctl created it.
 */
export function renewPhysicalVolume(device: string, uuid: string, optimalIo: Bytes): Command {
  return writes('pvcreate', ['-ff', '-y', ...identity(uuid), ...areas(optimalIo), device]);
}

/**
 * pvresize(8) to the size of the device. Without --setphysicalvolumesize it asks nothing; it fails where the device
 * has become too small for what is on it.
 */
export const resizePhysicalVolume = (device: string): Command => writes('pvresize', [device]);

/** pvremove(8), without -f: LVM refuses while the physical volume is in a volume group. */
export function removePhysicalVolume(device: string): Command {
  return writes('pvremove', [device]);
}

/**
 * pvremove(8) of a physical volume that says it is used by a group that does not exist. The caller
 * has checked that this run created it on a blank disk.
 */
export function removeClaimedPhysicalVolume(device: string): Command {
  return writes('pvremove', ['-ff', '-y', device]);
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const GROUPS = [6, 4, 4, 4, 4, 4, 6];

/**
 * Makes a UUID in LVM's form, 32 letters and digits in groups of 6-4-4-4-4-4-6 (lvm2,
 * lib/uuid/uuid.c), always the same for the same seed.
 */
export function pvUuid(seed: string): string {
  const digest = createHash('sha512').update(seed).digest();
  const letters = Array.from(digest.subarray(0, 32), (byte) =>
    LETTERS.charAt(byte % LETTERS.length),
  );
  let start = 0;
  return GROUPS.map((length) => letters.slice(start, (start += length)).join('')).join('-');
}
