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
import { loopPoolDevices } from './loop-lvm/ground.ts';
import type { Probes } from '../conditions/probes.ts';
import { checkDockerMade } from './managed/made-by-docker.ts';
import { checkDataRoot, checkEntries, checkEntriesBare } from './data-root-conditions.ts';
import { askedInfo } from './probes.ts';

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>;

/** What Docker itself says it runs on. It is not asked while its service is down. */
async function checkDriver(
  probes: Probes,
  { driver, pool }: Of<'docker-driver'>,
): Promise<Finding> {
  const info = await askedInfo(probes);
  if (info === null) return fails('Docker is not running');
  if (info.storageDriver !== driver) return fails(`Docker runs on ${info.storageDriver}`);
  const status = info.devicemapper;
  const found = status?.poolName ?? null;
  if (pool === null || found === pool) return holds;
  if (typeof pool === 'object') return onLoopFiles(status, pool.onLoopFiles);
  return fails(
    `Docker uses ${found === null ? 'a pool that docker info does not name' : `the pool ${found}`}`,
  );
}

/** A Docker that was started too early may still be on it: it read the settings of before. */
async function checkOffPool(probes: Probes, { pool }: Of<'docker-off-pool'>): Promise<Finding> {
  const info = await askedInfo(probes);
  if (info === null) return fails('Docker is not running');
  return info.devicemapper?.poolName === pool ? fails(`Docker uses the pool ${pool}`) : holds;
}

/** The totals that docker info prints for the pool. */
async function checkPoolSize(
  probes: Probes,
  { pool, data, metadata }: Of<'engine-pool-size'>,
): Promise<Finding> {
  const info = await askedInfo(probes);
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
  if (status === null) return fails('Docker does not name a pool');
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
async function checkLoopPoolAbsent(
  { host }: Probes,
  { dataRoot }: Of<'loop-pool-absent'>,
): Promise<Finding> {
  const names = await loopPoolDevices(host, dataRoot);
  return names.length === 0 ? holds : fails(`${names.join(', ')} exists`);
}

/** The look for each kind of condition that is Docker's own. */
export const DOCKER_CHECKS = {
  'docker-made': checkDockerMade,
  'docker-driver': checkDriver,
  'docker-off-pool': checkOffPool,
  'engine-pool-size': checkPoolSize,
  'loop-pool-absent': checkLoopPoolAbsent,
  entries: checkEntries,
  'entries-bare': checkEntriesBare,
  'data-root-bare': checkDataRoot,
  'data-root-spent': checkDataRoot,
};
