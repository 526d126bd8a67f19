import {
  METADATA_BLOCK_BYTES,
  type ThinPoolDevice,
  type ThinPoolStatus,
} from '../../model/facts/dm.ts';
import type { Host } from '../../model/host.ts';
import { dmName } from '../../model/names.ts';
import {
  type ConditionOf,
  type Finding,
  fails,
  holds,
  undecided,
} from '../../model/plan/condition.ts';
import { type Bytes, bytes, formatBytes, sectorsToBytes } from '../../model/units.ts';
import { isDeviceOf } from '../engines.ts';
import { holderNames, isSuspended } from '../sys-block.ts';
import type { Probes } from './probes.ts';

/** Can the pool grow as it stands in the kernel? */
export async function checkPoolSound(
  probes: Probes,
  { pool }: ConditionOf<'pool-sound'>,
): Promise<Finding> {
  const [devices, targets] = await Promise.all([probes.dm(), probes.thinPools()]);
  const device = devices.find(({ name }) => name === pool);
  if (!device) return fails('it is not active');
  if (device.suspended) return fails('it is suspended');
  if (device.inactiveTable) return fails('a second table is loaded');
  if (!device.liveTable) return fails('it has no table');
  const target = targets.find(({ name }) => name === pool);
  return target ? canGrow(target.status) : fails('it is not a thin pool');
}

function canGrow(status: ThinPoolStatus): Finding {
  if (status.state !== 'running') return fails('the kernel has given it up');
  if (status.needsCheck) return fails('its metadata needs a check');
  return status.mode === 'ro' ? fails('it is read-only') : holds;
}

/** Size and use of one part of a pool, as LVM and the kernel have them. */
export async function checkPoolPart(
  probes: Probes,
  condition: ConditionOf<'pool-size' | 'pool-extended'>,
): Promise<Finding> {
  const { vg, lv, part } = condition;
  const [{ lvs }, targets] = await Promise.all([probes.lvm(), probes.thinPools()]);
  const volume = lvs.find((one) => one.vg === vg && one.name === lv);
  if (!volume) return fails('the volume does not exist');
  const target = targets.find(({ name }) => name === dmName(vg, lv));
  if (!target) return undecided('the pool is not active, so its size is unknown');
  const inLvm = part === 'data' ? volume.size : volume.metadataSize;
  const inKernel = kernelPart(target, part);
  if (inLvm === null || inKernel === null) return undecided(`the size of the ${part} is unknown`);
  const size = { inLvm, inKernel: inKernel.size };
  if (condition.kind === 'pool-size') return sizeFinding(size, condition);
  return inKernel.usedPercent <= condition.threshold
    ? holds
    : sizeFinding(size, { ...condition, is: 'at-least' });
}

function kernelPart({ length, status }: ThinPoolDevice, part: 'data' | 'metadata') {
  if (status.state !== 'running') return null;
  const { dataBlocks, dataUsedBlocks, metadataBlocks, metadataUsedBlocks } = status;
  return part === 'data'
    ? { size: sectorsToBytes(length), usedPercent: (dataUsedBlocks * 100) / dataBlocks }
    : {
        size: bytes(metadataBlocks * METADATA_BLOCK_BYTES),
        usedPercent: (metadataUsedBlocks * 100) / metadataBlocks,
      };
}

interface Sizes {
  readonly inLvm: Bytes;
  readonly inKernel: Bytes;
}

function sizeFinding(
  { inLvm, inKernel }: Sizes,
  { vg, lv, is, size }: Omit<ConditionOf<'pool-size'>, 'kind' | 'part'>,
): Finding {
  if (is === 'below') return inLvm < size ? holds : fails(`LVM has ${formatBytes(inLvm)}`);
  if (inLvm < size) return fails(`it has ${formatBytes(inLvm)}`);
  if (inKernel >= size) return holds;
  const both = `LVM has ${formatBytes(inLvm)}, the kernel still ${formatBytes(inKernel)}`;
  return fails(`${both}: lvchange --refresh ${vg}/${lv}`);
}

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
  { vg, lv, are }: ConditionOf<'pool-holders'>,
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
