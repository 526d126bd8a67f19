import type { DeviceIdentity } from '../../model/facts/device.ts';
import { bytes, MIB } from '../../model/units.ts';
import { firstData, resolveDevice } from '../devices.ts';
import { mountsOf } from '../mounts.ts';
import type { Probes } from './probes.ts';
import { blockBytes, hasPartitions, holdersOf, loopsOn, serialsOf } from '../sys-block.ts';

/**
 * Twice as far from both ends as libblkid looks: the last place at the beginning is 4 MiB (LUKS2's
 * last second header), at the end 1.5 MiB (Promise RAID, 3087 sectors). Zeros have no signature.
 */
const REACH = bytes(8 * MIB);

/**
 * Is it shown without a program that this is still the planned disk, blank and in nobody's use?
 * `false` is no answer: lsblk and wipefs tell then.
 * @throws HostError
 */
export async function isShownBlank(probes: Probes, planned: DeviceIdentity): Promise<boolean> {
  const { host } = probes;
  const { realPath, majorMinor } = await resolveDevice(host, planned.path);
  if (majorMinor !== planned.majorMinor) return false;
  if ((await blockBytes(host, majorMinor)) !== planned.size) return false;
  const serials = await serialsOf(host, majorMinor);
  const isSame = planned.serial === null ? serials.length === 0 : serials.includes(planned.serial);
  if (!isSame || (await hasPartitions(host, majorMinor))) return false;
  const holders = [
    ...(await holdersOf(host, majorMinor)),
    ...(await loopsOn(host, new Set([majorMinor]))),
  ];
  if (holders.length > 0) return false;
  if ((await mountsOf(host)).some(({ device }) => device === majorMinor)) return false;
  if (!(await probes.canOpenExclusively(realPath))) return false;
  return (await firstData(host, realPath, planned.size, REACH)) === null;
}
