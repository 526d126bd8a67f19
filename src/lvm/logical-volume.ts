import { writes, type Command } from '../model/command.ts';
import type { Extents } from '../model/units.ts';

/**
 * lvcreate(8), a linear volume of so many extents. -y is for --wipesignatures: the volume is new
 * and nobody's, so an old signature in the middle of the disk is wiped without a question.
 */
export function createLogicalVolume(vg: string, lv: string, size: Extents, tag: string): Command {
  const wipe = ['-y', '--wipesignatures', 'y'];
  return writes('lvcreate', [...wipe, '--addtag', tag, '-l', String(size), '-n', lv, vg]);
}

/** lvremove(8). The caller has made sure that the volume is ours by its tag. */
export function removeLogicalVolume(vg: string, lv: string): Command {
  return writes('lvremove', ['-y', `${vg}/${lv}`]);
}

/**
 * lvchange(8): attaches a metadata profile, and a tag that says who did; null leaves the tags
 * alone.
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

/** lvchange(8): the settings of lvm.conf(5) hold again. */
export function detachProfile(vg: string, lv: string): Command {
  return writes('lvchange', ['--detachprofile', `${vg}/${lv}`]);
}

/** lvchange(8): has dmeventd(8) watch the volume. */
export function monitor(vg: string, lv: string): Command {
  return writes('lvchange', ['--monitor', 'y', `${vg}/${lv}`]);
}

/** lvchange(8): activates the volume with what it stands on. */
export function activate(vg: string, lv: string): Command {
  return writes('lvchange', ['-ay', `${vg}/${lv}`]);
}

/** lvchange(8): refused by LVM while anything has the volume open. */
export function deactivate(vg: string, lv: string): Command {
  return writes('lvchange', ['-an', `${vg}/${lv}`]);
}

/** lvchange(8): loads the tables of an active volume anew from LVM's metadata. */
export function refresh(vg: string, lv: string): Command {
  return writes('lvchange', ['--refresh', `${vg}/${lv}`]);
}
