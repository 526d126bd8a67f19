import { roundsTo } from '../docker/info.ts';
import { fails, holds, undecided, type Condition, type Finding } from '../model/condition.ts';
import { formatBytes, type Bytes } from '../model/units.ts';
import type { Probes } from './probes.ts';

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>;

/** systemd(1), UNITS: the states in which nothing of a unit runs. */
const DOWN = new Set(['inactive', 'failed']);

/** Every one is `active`, or every one is down; what lies between is neither. */
export async function checkUnits(
  probes: Probes,
  condition: Of<'units' | 'units-not-failed'>,
): Promise<Finding> {
  const states = await probes.units();
  for (const name of condition.names) {
    const unit = states.find((state) => state.name === name);
    if (!unit) return undecided(`nothing is known of ${name}`);
    const fits =
      condition.kind === 'units-not-failed'
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
  const found = info.devicemapper?.poolName ?? null;
  if (pool === null || found === pool) return holds;
  return fails(`Docker uses the pool ${found ?? 'of nobody knows which name'}`);
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
  const wrong =
    differs('Data Space Total', status.dataTotal, data) ??
    differs('Metadata Space Total', status.metadataTotal, metadata);
  return wrong ?? holds;
}

function differs(name: string, shown: Bytes | null, wanted: Bytes): Finding | null {
  if (shown === null) return undecided(`docker info shows no ${name}`);
  if (shown > wanted || roundsTo(wanted, shown)) return null;
  return fails(`${name} is ${formatBytes(shown, 'si')}, not ${formatBytes(wanted, 'si')}`);
}
