import { writes, type Command } from '../model/command.ts';
import type { Bytes } from '../model/units.ts';

/** vgcreate(8) on physical volumes that exist, with a tag that proves the group is ours. */
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
