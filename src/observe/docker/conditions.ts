import { holdsNothing, holdsNothingBesides } from '../../docker/data-root.ts';
import { isAtLeast } from '../../docker/info.ts';
import { type EntriesAside, entriesOf } from '../../model/facts/data-root.ts';
import type { DevicemapperStatus, Holdings } from '../../model/facts/docker-state.ts';
import type { Host } from '../../model/host.ts';
import {
  type ConditionOf,
  type Finding,
  type PoolOnLoopFiles,
  fails,
  holds,
  undecided,
} from '../../model/plan/condition.ts';
import { type Bytes, formatBytes } from '../../model/units.ts';
import type { Probes } from '../conditions/probes.ts';
import { dataRootHoldings, keptBesides, mountPointsIn } from './data-root.ts';
import { loopPoolDevices } from './loop-lvm/ground.ts';
import { checkDockerMade } from './managed/made-by-docker.ts';
import { askedInfo } from './probes.ts';

/** Nothing in the data root that a person would miss, and nothing mounted at it or below. */
async function checkDataRoot(
  { host }: Probes,
  { kind, path }: ConditionOf<'data-root-bare' | 'data-root-spent'>,
): Promise<Finding> {
  const found = await host.lstat(path);
  if (found === null) return fails('it does not exist');
  if (found.kind !== 'directory') return fails(`it is a ${found.kind}`);
  const [mounted] = await mountPointsIn(host, path);
  if (mounted !== undefined) return fails(`${mounted} is mounted`);
  const holdings = await dataRootHoldings(host, path);
  return kind === 'data-root-bare' ? bare(holdings) : spent(host, path, holdings);
}

const missed = (holdings: Holdings): Finding => fails(`it holds ${JSON.stringify(holdings)}`);

const bare = (holdings: Holdings): Finding => (holdsNothing(holdings) ? holds : missed(holdings));

/** All of it belonged to the pool. */
async function spent(host: Host, path: string, holdings: Holdings): Promise<Finding> {
  const [kept] = await keptBesides(host, path);
  if (kept !== undefined) return fails(`it holds ${kept}`);
  return holdsNothingBesides(holdings) ? holds : missed(holdings);
}

/** Names in the data root, and those aside; null: that folder is not there. */
interface Entries {
  readonly here: readonly string[];
  readonly aside: readonly string[] | null;
}

async function entries(host: Host, root: EntriesAside): Promise<Entries | null> {
  const names = await host.list(root.path);
  if (names === null) return null;
  return { here: entriesOf(root, names), aside: await host.list(root.aside) };
}

const some = (names: readonly string[]): string => names.slice(0, 5).join(', ');

/** How far the entries of a data root are moved aside, or back. */
async function checkEntries(
  { host }: Probes,
  { root, is }: ConditionOf<'entries'>,
): Promise<Finding> {
  const found = await entries(host, root);
  if (found === null) return fails('it does not exist');
  const { here, aside } = found;
  if (is === 'none') return here.length === 0 ? holds : fails(`it holds ${some(here)}`);
  if (is === 'moved' && aside === null) return fails(`${root.aside} does not exist`);
  const isMoved = (name: string): boolean => aside?.includes(name) ?? false;
  const odd = here.filter((name) => isMoved(name) === (is === 'apart'));
  if (odd.length === 0) return holds;
  return fails(is === 'apart' ? `${some(odd)} in both places` : `${some(odd)} not moved`);
}

/** Nothing that a person would miss in all of them, or in those with a namesake aside. */
async function checkEntriesBare(
  { host }: Probes,
  { root, of }: ConditionOf<'entries-bare'>,
): Promise<Finding> {
  const found = await entries(host, root);
  if (found === null) return fails('it does not exist');
  const mounted = (await mountPointsIn(host, root.path)).find((point) => point !== root.path);
  if (mounted !== undefined) return fails(`${mounted} is mounted`);
  const { here, aside } = found;
  const counts = (name: string): boolean =>
    here.includes(name) && (of === 'all' || (aside?.includes(name) ?? false));
  return bare(await dataRootHoldings(host, root.path, counts));
}

/** What Docker itself says it runs on. It is not asked while its service is down. */
async function checkDriver(
  probes: Probes,
  { driver, pool }: ConditionOf<'docker-driver'>,
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
async function checkOffPool(
  probes: Probes,
  { pool }: ConditionOf<'docker-off-pool'>,
): Promise<Finding> {
  const info = await askedInfo(probes);
  if (info === null) return fails('Docker is not running');
  return info.devicemapper?.poolName === pool ? fails(`Docker uses the pool ${pool}`) : holds;
}

/** The totals that docker info prints for the pool. */
async function checkPoolSize(
  probes: Probes,
  { pool, data, metadata }: ConditionOf<'engine-pool-size'>,
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
  { dataRoot }: ConditionOf<'loop-pool-absent'>,
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
