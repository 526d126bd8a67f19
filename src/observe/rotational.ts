import { dmName } from '../model/names.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import { HostError, type Host } from '../model/host.ts';
import type { Known } from '../model/known.ts';
import type { LvmState } from '../model/facts/lvm-state.ts';
import { attempt } from './attempt.ts';
import { disksBelow, isRotational } from './sys-block.ts';

/**
 * Kernel names of the rotating disks below a pool: those of its volume group, or for a pool that
 * LVM does not know those below its device.
 * @param pool device-mapper name; null: no pool
 */
export function rotationalDisks(
  host: Host,
  pool: string | null,
  lvm: Known<LvmState>,
  dm: Known<readonly DmDevice[]>,
): Promise<Known<readonly string[]>> {
  return attempt(async () => {
    if (pool === null) return [];
    if (!lvm.known || !dm.known) throw new HostError('cannot-read', pool, 'the pool was not seen');
    const starts = await devicesUnder(host, pool, lvm.value, dm.value);
    const disks = (await Promise.all(starts.map((start) => disksBelow(host, start)))).flat();
    const rotating = await Promise.all(disks.map((disk) => isRotational(host, disk)));
    return [...new Set(disks.filter((_, index) => rotating[index]))].sort();
  });
}

async function devicesUnder(
  host: Host,
  pool: string,
  lvm: LvmState,
  dm: readonly DmDevice[],
): Promise<readonly string[]> {
  const vg = lvm.lvs.find((lv) => dmName(lv.vg, lv.name) === pool)?.vg;
  if (vg === undefined) {
    return dm.filter(({ name }) => name === pool).map(({ majorMinor }) => majorMinor);
  }
  const pvs = lvm.pvs.filter((pv) => pv.vg === vg && pv.device.startsWith('/'));
  const found = await Promise.all(pvs.map((pv) => host.stat(pv.device)));
  return found.flatMap((stat) => (stat?.represents ? [stat.represents] : []));
}
