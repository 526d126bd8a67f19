import { fails, holds, type Condition, type Finding } from '../../model/plan/condition.ts';
import type { Host } from '../../model/host.ts';
import { dmName } from '../../model/names.ts';
import { isDeviceOf } from '../engines.ts';
import type { Probes } from './probes.ts';
import { holderNames, isSuspended } from '../sys-block.ts';

/**
 * Names of the device-mapper devices on top of the one of that name, or of its -tpool, which LVM
 * puts below a pool with thin volumes of its own. No process.
 * @throws HostError
 */
export async function namesOnPool(host: Host, pool: string): Promise<readonly string[]> {
  const paths = [pool, `${pool}-tpool`].map((name) => `/dev/mapper/${name}`);
  const names = await Promise.all(paths.map((path) => holderNames(host, path)));
  return names.flat().filter((name) => name !== pool);
}

/** Nobody but the engine has anything on the pool, or nobody at all. */
export async function checkPoolHolders(
  probes: Probes,
  { vg, lv, are }: Extract<Condition, { kind: 'pool-holders' }>,
): Promise<Finding> {
  const { host } = probes;
  const pool = dmName(vg, lv);
  // LVM would hang on it (dmsetup(8)).
  if ((await isSuspended(host, pool)) === true) return fails('it is suspended');
  const { lvs } = await probes.lvm();
  const thin = lvs.find((volume) => volume.vg === vg && volume.poolLv === lv);
  if (thin) return fails(`it holds the thin volume ${thin.name}`);
  const names = await namesOnPool(host, pool);
  const [stranger] = are === 'none' ? names : names.filter((name) => !isDeviceOf(are, name));
  return stranger === undefined ? holds : fails(`${stranger} is on top of it`);
}
