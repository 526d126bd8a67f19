import type { Facts } from '../../../model/facts/facts.ts';
import type { Host } from '../../../model/host.ts';
import { attempt } from '../../attempt.ts';
import { deviceFacts } from '../../device-facts.ts';
import { pathOfGroup } from '../../host-facts.ts';
import { joiningDisks } from '../../joining-disks.ts';
import { mountsOf } from '../../mounts.ts';

/**
 * The facts, with a disk that is to carry a volume group of its own. At most three processes more: lsblk,
 * wipefs, and lvmdiskscan where LVM's settings exclude some disks.
 * @param device as it was typed
 */
export async function withNewDisk(
  host: Host,
  facts: Facts,
  device: string,
  group: { readonly vg: string; readonly lv: string },
): Promise<Facts> {
  const mounts = await attempt(() => mountsOf(host));
  const devices = await deviceFacts(host, [device], facts.lvm, mounts);
  return {
    ...facts,
    devices,
    joining: await joiningDisks(host, devices, facts.lvmSettings, []),
    groupPathTaken: await pathOfGroup(host, facts.lvm, group),
  };
}
