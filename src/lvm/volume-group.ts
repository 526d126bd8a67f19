import { writes, type Command } from '../model/command.ts';
import type { Bytes } from '../model/units.ts';

/**
 * vgcreate(8) on existing physical volumes, with a tag that proves dmctl created the group. The extent size is
 * given so that lvm.conf cannot change it.
 */
export function createVolumeGroup(
  vg: string,
  devices: readonly string[],
  { tag, extentSize }: { readonly tag: string; readonly extentSize: Bytes },
): Command {
  const size = `${String(extentSize)}b`;
  return writes('vgcreate', ['--addtag', tag, '--physicalextentsize', size, vg, ...devices]);
}

/** vgremove(8), without -f and -y: LVM refuses while volumes are in it. */
export function removeVolumeGroup(vg: string): Command {
  return writes('vgremove', [vg]);
}

/** vgextend(8) by existing physical volumes; LVM would create new ones without dmctl's UUID. */
export function extendVolumeGroup(vg: string, devices: readonly string[]): Command {
  return writes('vgextend', [vg, ...devices]);
}

/** vgreduce(8): removes empty physical volumes from the group; LVM refuses others. */
export function reduceVolumeGroup(vg: string, devices: readonly string[]): Command {
  return writes('vgreduce', [vg, ...devices]);
}
