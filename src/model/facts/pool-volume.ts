import { dmName, plainUuid } from '../names.ts';
import type { DmDevice } from './dm.ts';
import type { LogicalVolume } from './lvm-state.ts';

/**
 * Returns the logical volumes that the device-mapper name of a pool can stand for: of an active pool the
 * one whose UUID its device has, since two volume groups may have one name; else all of that name.
 * @param device null: the pool is not active, or the devices were not read
 */
export function poolVolumes(
  lvs: readonly LogicalVolume[],
  device: DmDevice | null,
  name: string | null,
): readonly LogicalVolume[] {
  if (device?.uuid.startsWith('LVM-') === true) return lvs.filter((lv) => isOf(device, lv));
  return lvs.filter((lv) => [dmName(lv.vg, lv.name), layerName(lv)].includes(name ?? ''));
}

/** LVM's own name for the device of a pool that it has made thin volumes in (dev_manager.c). */
const layerName = ({ vg, name }: LogicalVolume): string => `${dmName(vg, name)}-tpool`;

/**
 * Returns the device-mapper name that the device of a pool has when it is active: from the first thin volume
 * on that LVM makes in it, which begins LVM's count of transactions, the plain one is that of another device.
 */
export const deviceName = (pool: LogicalVolume): string =>
  (pool.transactionId ?? 0) > 0 ? layerName(pool) : dmName(pool.vg, pool.name);

/** LVM's devices have the UUID `LVM-`, that of the group, that of the volume, a suffix (dev_manager.c). */
const isOf = (device: DmDevice, { vgUuid, uuid }: LogicalVolume): boolean =>
  device.uuid.startsWith(`LVM-${plainUuid(vgUuid + uuid)}`);
