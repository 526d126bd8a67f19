import { bytesBesideExtents, LABEL_SECTORS } from '../lvm/pv-label.ts';
import type { DiskSize } from '../model/facts/disk-size.ts';
import type { LvmState, PhysicalVolume, VolumeGroup } from '../model/facts/lvm-state.ts';
import { type Host, HostError } from '../model/host.ts';
import { known, type Known } from '../model/known.ts';
import { bytes, SECTOR_BYTES, type Bytes } from '../model/units.ts';
import { attempt } from './attempt.ts';
import { resolveDevice } from './devices.ts';
import { blockBytes } from './sys-block.ts';

/**
 * The sizes of the devices under a volume group. No process: sysfs has them, and LVM's label is read where a
 * device is larger or smaller than what LVM makes of it.
 * @param vgUuid null: the pool is in no group
 */
export function diskSizes(
  host: Host,
  lvm: Known<LvmState>,
  vgUuid: string | null,
): Promise<Known<readonly DiskSize[]>> {
  if (vgUuid === null) return Promise.resolve(known([]));
  if (!lvm.known) return Promise.resolve(lvm);
  const group = lvm.value.vgs.find(({ uuid }) => uuid === vgUuid);
  const pvs = lvm.value.pvs.filter((pv) => pv.vgUuid === vgUuid && !pv.missing);
  if (group === undefined) return Promise.resolve(known([]));
  return attempt(() => Promise.all(pvs.map((pv) => diskSize(host, pv, group))));
}

async function diskSize(host: Host, pv: PhysicalVolume, group: VolumeGroup): Promise<DiskSize> {
  const { device, uuid } = pv;
  const { realPath, majorMinor } = await resolveDevice(host, device);
  const size = await blockBytes(host, majorMinor);
  const isUsed = size > pv.size && size - pv.size <= group.extentSize;
  const taken = isUsed ? null : await bytesTaken(host, realPath, uuid);
  return { device, majorMinor, uuid, bytes: size, taken };
}

/** @throws HostError where the device has another label than LVM reports */
async function bytesTaken(host: Host, path: string, uuid: string): Promise<Bytes> {
  const start = await host.readRange(path, bytes(0), bytes(LABEL_SECTORS * SECTOR_BYTES));
  const taken = bytesBesideExtents(start, uuid);
  if (taken !== null) return taken;
  throw new HostError('cannot-read', path, `${path} has no label of physical volume ${uuid}`);
}
