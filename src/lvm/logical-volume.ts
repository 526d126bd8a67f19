import { writes, type Command } from '../model/command.ts';
import type { Extents } from '../model/units.ts';

/**
 * lvcreate(8): creates a linear volume of `size` extents. -y is for --wipesignatures: the volume is
 * new, so an old signature in the middle of the disk is wiped without a question.
 */
export function createLogicalVolume(vg: string, lv: string, size: Extents, tag: string): Command {
  const wipe = ['-y', '--wipesignatures', 'y'];
  return writes('lvcreate', [...wipe, '--addtag', tag, '-l', String(size), '-n', lv, vg]);
}

/** lvremove(8). The caller has checked by its tag that dmctl created the volume. */
export function removeLogicalVolume(vg: string, lv: string): Command {
  return writes('lvremove', ['-y', `${vg}/${lv}`]);
}

/**
 * lvchange(8): attaches a metadata profile and a tag that tells who did; null leaves the tags
 * unchanged.
 */
export function attachProfile(
  vg: string,
  lv: string,
  profile: string,
  tag: string | null,
): Command {
  const mark = tag === null ? [] : ['--addtag', tag];
  return writes('lvchange', ['--metadataprofile', profile, ...mark, `${vg}/${lv}`]);
}

/** lvchange(8): detaches the profile, so that lvm.conf(5) applies again. */
export function detachProfile(vg: string, lv: string): Command {
  return writes('lvchange', ['--detachprofile', `${vg}/${lv}`]);
}

/** lvchange(8): makes dmeventd(8) monitor the volume. */
export function monitor(vg: string, lv: string): Command {
  return writes('lvchange', ['--monitor', 'y', `${vg}/${lv}`]);
}

/** lvchange(8): activates the volume and the volumes below it. */
export function activateVolume(vg: string, lv: string): Command {
  return writes('lvchange', ['-ay', `${vg}/${lv}`]);
}

/** lvchange(8): deactivates the volume; LVM refuses while it is open. */
export function deactivateVolume(vg: string, lv: string): Command {
  return writes('lvchange', ['-an', `${vg}/${lv}`]);
}

/** lvchange(8): reloads the tables of an active volume from LVM's metadata. */
export function refresh(vg: string, lv: string): Command {
  return writes('lvchange', ['--refresh', `${vg}/${lv}`]);
}
