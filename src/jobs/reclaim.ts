import type { RunEnd } from '../apply/apply.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { Host } from '../model/host.ts';
import { known, knownOr, unknown, type Known } from '../model/known.ts';
import type { Plan } from '../model/plan/plan.ts';
import type { ReclaimSource } from '../model/plan/reclaim.ts';
import type { Bytes } from '../model/units.ts';
import { attempt } from '../observe/attempt.ts';
import { namesOnPool } from '../observe/conditions/pool.ts';
import { engineLayers, isDeviceOf, recordedDeviceIds } from '../observe/engines.ts';
import { poolMounts, type PoolMount } from '../observe/pool-mounts.ts';
import { thinDevices, thinsInPool } from '../observe/thin-devices.ts';
import { planOrphans, type ThinOrphan } from '../plan/reclaim/orphans.ts';
import { journaledReclaim, type ReclaimRequest } from '../plan/reclaim/request.ts';
import { planTrim } from '../plan/reclaim/trim.ts';
import { findPool, type NamedPool } from '../pool/found-pool.ts';
import { poolReport } from '../pool/pool-report.ts';
import { usedData } from '../pool/usage.ts';
import type { Account, Job, Survey } from '../run/job.ts';
import type { Parts } from '../run/context.ts';
import { observePool } from '../run/pools.ts';
import { mustHavePool } from '../run/preconditions.ts';
import { planJson } from '../views/changes/plan-json.ts';
import { reclaimedLines, reclaimJson } from '../views/changes/reclaim-text.ts';
import { statesOf } from './setup-data.ts';

/** `dmctl reclaim`. */
export const reclaim = (request: ReclaimRequest): Job => ({
  command: 'reclaim',
  request: journaledReclaim(request),
  survey: (parts) => survey(parts, request),
  account: (parts, plan, end) => account(parts, request, plan, end),
});

async function survey(parts: Parts, request: ReclaimRequest): Promise<Survey> {
  const facts = await observePool(parts.reader, request.engine);
  const pool = mustHavePool(facts, 'reclaim space in');
  const plan = request.orphans
    ? await orphansPlan(parts, request, facts, pool)
    : await trimPlan(parts, facts, pool);
  const { title } = facts.engine;
  const nothing = request.orphans
    ? `${title} has a record of every thin device in the pool`
    : `${title} has no file system mounted from the pool: only those of containers that run are trimmed`;
  return { plan, data: dataOf(facts, plan, null), nothingToDo: () => [nothing] };
}

async function trimPlan(parts: Parts, facts: Facts, pool: NamedPool): Promise<Plan> {
  const fileSystems = await attempt(() => mountedFileSystems(parts, facts, pool));
  return planTrim({ facts, pool, fileSystems });
}

/** At most the chunks that no other device shares come back; a metadata snapshot tells how many each has. */
async function mountedFileSystems(
  { host, reader }: Parts,
  facts: Facts,
  pool: NamedPool,
): Promise<readonly ReclaimSource[]> {
  // The planner refuses a pool that is not active.
  if (pool.name === null || knownOr(pool.device, null) === null) return [];
  const found = await poolMounts(reader, facts.engine.engine, pool.name);
  if (found === null || found.mounts.length === 0) return [];
  const { name: poolName } = pool;
  const [names, thins] = await Promise.all([
    containerNames(reader, facts, found.mounts),
    attempt(() => thinsInPool(host, poolName)),
  ]);
  const exclusive = new Map(knownOr(thins, []).map((thin) => [thin.deviceId, thin.exclusive]));
  return found.mounts.map(({ device: { name, deviceId, mapped } }) => ({
    name: names.get(name) ?? name,
    takes: mapped,
    most: exclusive.get(deviceId) ?? null,
  }));
}

/** The names of containers, by the names of their devices; a device without one keeps its own. */
async function containerNames(
  reader: Host,
  { engine }: Facts,
  mounts: readonly PoolMount[],
): Promise<ReadonlyMap<string, string>> {
  const active = known(mounts.map(({ device }) => device));
  const seen = await attempt(() => engineLayers(reader, engine, active, NO_SIZES));
  if (!seen.known) return new Map();
  const { layers, containers } = seen.value.picture;
  return new Map(
    layers.flatMap(({ active: device, containerId }): readonly (readonly [string, string])[] => {
      const name = containers.find(({ id }) => id === containerId)?.name ?? containerId;
      return device === null || name === null ? [] : [[device.name, name]];
    }),
  );
}

const NO_SIZES: Known<never> = unknown('not needed: only names are looked up');

/** Only a metadata snapshot tells which devices the pool has; it is kept for the moment of the look. */
async function orphansPlan(
  { host, reader }: Parts,
  request: ReclaimRequest,
  facts: Facts,
  pool: NamedPool,
): Promise<Plan> {
  const { root } = facts.engine;
  const orphans = await attempt(() => orphansOf(host, facts.engine, pool));
  const ids = new Set(knownOr(orphans, []).map(({ deviceId }) => deviceId));
  const strangers = await attempt(() => strangersOn(reader, facts, pool, ids));
  return planOrphans({ facts, pool, request, records: root, orphans, strangers });
}

/** Names the devices on the pool that are not of its engine: by their name, or by having no record of it. */
async function strangersOn(
  reader: Host,
  { dm, engine }: Facts,
  pool: NamedPool,
  orphans: ReadonlySet<number>,
): Promise<readonly string[]> {
  const device = knownOr(pool.device, null);
  if (device === null) return [];
  const [names, active] = await Promise.all([
    namesOnPool(reader, device.name),
    thinDevices(reader, device, knownOr(dm, [])),
  ]);
  const lost = active.filter(({ deviceId }) => orphans.has(deviceId)).map(({ name }) => name);
  return names.filter((name) => lost.includes(name) || !isDeviceOf(engine.engine, name));
}

/** Lists the thin devices that the engine has no record of. @throws HostError or ParseError */
async function orphansOf(
  host: Host,
  { engine, root }: Facts['engine'],
  pool: NamedPool,
): Promise<readonly ThinOrphan[]> {
  if (pool.name === null) return [];
  const recorded = await recordedDeviceIds(host, { engine, root }, pool.name);
  const thins = await thinsInPool(host, pool.name);
  return thins
    .filter(({ deviceId }) => !recorded.has(deviceId))
    .map(({ deviceId, exclusive }) => ({ deviceId, bytes: exclusive }));
}

/** Observes the pool again: what came back is the difference that the kernel sees. */
async function account(
  { reader }: Parts,
  request: ReclaimRequest,
  plan: Plan,
  end: RunEnd,
): Promise<Account> {
  const facts = await observePool(reader, request.engine);
  return {
    data: dataOf(facts, plan, end),
    warnings: plan.warnings,
    done: (style) => reclaimedLines(plan.reclaim?.used ?? null, usedIn(facts), style),
    next: 'dmctl status shows how full the pool is',
  };
}

/** How much of the pool is in use; null: unknown. */
function usedIn(facts: Facts): Bytes | null {
  const pool = findPool(facts);
  return pool.kind === 'named' ? usedData(pool) : null;
}

function dataOf(facts: Facts, plan: Plan, end: RunEnd | null): Survey['data'] {
  const pool = findPool(facts);
  return {
    mode: pool.kind === 'named' ? pool.mode : null,
    pool: poolReport(facts),
    reclaim:
      plan.reclaim === undefined
        ? null
        : reclaimJson(plan.reclaim, end === null ? null : usedIn(facts)),
    plan: planJson(plan, statesOf(end)),
  };
}
