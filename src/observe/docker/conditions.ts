import { isAtLeast } from '../../docker/info.ts';
import {
  fails,
  holds,
  undecided,
  type Condition,
  type Finding,
  type PoolOnLoopFiles,
} from '../../model/plan/condition.ts';
import type { DevicemapperStatus } from '../../model/facts/docker-state.ts';
import { formatBytes, type Bytes } from '../../model/units.ts';
import { loopPoolDevices } from './loop-ground.ts';
import type { Probes } from '../conditions/probes.ts';

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>;

/** systemd(1), UNITS: the states in which nothing of a unit runs. */
const DOWN = new Set(['inactive', 'failed']);

/**
 * Every one is `active`, or every one is down; what lies between is neither. A dockerd that answers
 * out of docker.service shows without systemctl that this one is active.
 */
export async function checkUnits(
  probes: Probes,
  condition: Of<'units' | 'units-not-failed'>,
): Promise<Finding> {
  const { kind, names } = condition;
  const isUpAlone = kind === 'units' && condition.active && names.join() === 'docker.service';
  if (isUpAlone && (await probes.dockerAnswers())) return holds;
  const states = await probes.units();
  for (const name of names) {
    const unit = states.find((state) => state.name === name);
    if (!unit) return undecided(`nothing is known of ${name}`);
    const fits =
      kind === 'units-not-failed'
        ? unit.active !== 'failed'
        : condition.active
          ? unit.active === 'active'
          : DOWN.has(unit.active);
    if (!fits) return fails(`${name} is ${unit.active}`);
  }
  return holds;
}

/** What Docker itself says it runs on. It is not asked while its service is down. */
export async function checkDriver(
  probes: Probes,
  { driver, pool }: Of<'docker-driver'>,
): Promise<Finding> {
  const info = await probes.dockerInfo();
  if (info === null) return fails('Docker is not running');
  if (info.storageDriver !== driver) return fails(`Docker runs on ${info.storageDriver}`);
  const status = info.devicemapper;
  const found = status?.poolName ?? null;
  if (pool === null || found === pool) return holds;
  if (typeof pool === 'object') return onLoopFiles(status, pool.onLoopFiles);
  return fails(`Docker uses the pool ${found ?? 'of nobody knows which name'}`);
}

/** A Docker that was started too early may still be on it: it read the settings of before. */
export async function checkOffPool(
  probes: Probes,
  { pool }: Of<'docker-off-pool'>,
): Promise<Finding> {
  const info = await probes.dockerInfo();
  if (info === null) return fails('Docker is not running');
  return info.devicemapper?.poolName === pool ? fails(`Docker uses the pool ${pool}`) : holds;
}

/** The totals that docker info prints for the pool. */
export async function checkPoolSize(
  probes: Probes,
  { pool, data, metadata }: Of<'docker-pool-size'>,
): Promise<Finding> {
  const info = await probes.dockerInfo();
  if (info === null) return holds;
  const status = info.devicemapper;
  if (status?.poolName !== pool) return fails('Docker does not use this pool');
  const small = smaller('Data', status.dataTotal, data);
  return small ?? smaller('Metadata', status.metadataTotal, metadata) ?? holds;
}

function onLoopFiles(
  status: DevicemapperStatus | null,
  wanted: PoolOnLoopFiles['onLoopFiles'],
): Finding {
  if (status === null) return fails('Docker names no pool');
  if (status.dataLoopFile === null)
    return fails(`Docker's pool ${status.poolName} has no loop file`);
  const small = smaller('Data', status.dataTotal, wanted.data);
  return small ?? smaller('Metadata', status.metadataTotal, wanted.metadata) ?? holds;
}

/** null: it is large enough. */
function smaller(part: string, printed: Bytes | null, wanted: Bytes | null): Finding | null {
  if (wanted === null) return null;
  if (printed === null) return undecided(`docker info shows no ${part} Space Total`);
  if (isAtLeast(printed, wanted)) return null;
  const sizes = `${formatBytes(printed, 'si')}, not ${formatBytes(wanted, 'si')}`;
  return fails(`${part} Space Total is ${sizes}`);
}

/** What dockerd leaves behind when it fails at its first start on loop files. */
export async function checkLoopPoolAbsent(
  { host }: Probes,
  { dataRoot }: Of<'loop-pool-absent'>,
): Promise<Finding> {
  const names = await loopPoolDevices(host, dataRoot);
  return names.length === 0 ? holds : fails(`${names.join(', ')} is there`);
}
