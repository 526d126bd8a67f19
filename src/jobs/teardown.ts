import type { RunEnd } from '../apply/apply.ts';
import { listRuns } from '../apply/runs.ts';
import { refused, type DmctlError } from '../model/errors.ts';
import type { EngineName } from '../model/engine.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { Run, TeardownRequest } from '../model/plan/journal.ts';
import { knownOr } from '../model/known.ts';
import { dmName } from '../model/names.ts';
import type { Plan } from '../model/plan/plan.ts';
import { observeForVerify } from '../observe/host-facts.ts';
import { attempt } from '../observe/attempt.ts';
import { managedPv } from '../observe/docker/managed/ground.ts';
import { teardownGround, withDisksOf } from '../observe/teardown-ground.ts';
import { planNothing } from '../plan/steps/make-plan.ts';
import { notCreatedByDmctl } from '../plan/steps/refusal.ts';
import {
  confirmWord,
  ownPvsOf,
  ownUnits,
  setUpsOnRecord,
  type SetUpRecord,
} from '../plan/steps/setup-record.ts';
import { planTeardown } from '../plan/teardown/teardown.ts';
import { destroyed, type Destroyed } from '../plan/teardown/notices.ts';
import { journaledTeardown } from '../plan/teardown/request.ts';
import type { TeardownSite } from '../plan/steps/teardown-site.ts';
import { findPool, poolPath } from '../pool/found-pool.ts';
import { poolReport } from '../pool/pool-report.ts';
import { planJson } from '../views/changes/plan-json.ts';
import { tornDownLines } from '../views/changes/done-text.ts';
import type { Account, Job, Survey } from '../run/job.ts';
import type { Parts } from '../run/context.ts';
import { observePool, observePools } from '../run/pools.ts';
import { noPool } from '../run/preconditions.ts';
import { blankDisksOf, statesOf } from './setup-data.ts';

/** `dmctl teardown`. */
export const teardown = (request: TeardownRequest): Job => ({
  command: 'teardown',
  request: journaledTeardown(request),
  survey: (parts) => survey(parts, request),
  account: (parts, plan, end) => account(parts, request, plan, end),
});

async function survey({ reader, stateDir }: Parts, request: TeardownRequest): Promise<Survey> {
  const runs = await listRuns(reader, stateDir);
  const records = setUpsOnRecord(runs);
  const named = records.findLast((one) => confirmWord(one) === request.confirm) ?? null;
  if (named === null) await refuseUnrecorded(reader, request.confirm);
  const record = named ?? records.at(-1) ?? null;
  const facts = await observePool(reader, record?.engine ?? null);
  if (record === null) return nothingThere(facts, runs, request);
  const ours = { ownPvs: ownPvsOf(runs), ownUnits: ownUnits(runs) };
  const site = await siteOf(reader, { facts, record, ...ours, request });
  const plan = planTeardown(site);
  return {
    plan,
    data: teardownData(site.facts, plan, null, destroyed(site)),
    nothingToDo: () => [`nothing is left of ${confirmWord(record)}`],
  };
}

/**
 * The word of --confirm may name a pool of another engine than the one that has a setup on record.
 * @throws DmctlError DM070 (20)
 */
async function refuseUnrecorded(reader: Parts['reader'], confirm: string | null): Promise<void> {
  if (confirm === null) return;
  const pools = (await observePools(reader)).map(findPool);
  if (pools.some((pool) => pool.kind === 'named' && poolPath(pool) === confirm))
    throw notOnRecord(confirm);
}

function notOnRecord(what: string): DmctlError {
  const why = 'no setup on record created it, so the state before it is unknown';
  return refused(notCreatedByDmctl(what, why, 'dmctl explain DM070 says how to remove it by hand'));
}

async function siteOf(
  reader: Parts['reader'],
  seen: Omit<TeardownSite, 'ground' | 'managedPv'>,
): Promise<TeardownSite> {
  const { facts, record } = seen;
  const { pool, profile, folders, movedRoot } = record;
  const [ground, withDisks] = await Promise.all([
    teardownGround(reader, facts, {
      profile: profile?.path ?? null,
      folders,
      movedRoot,
      pool: pool === null ? null : dmName(pool.vg, pool.lv),
      erase: seen.request.erase && pool !== null,
    }),
    pool === null || record.inGroup === true
      ? facts
      : withDisksOf(reader, facts, pool.vg, seen.ownPvs),
  ]);
  const proven = await provenPv(reader, withDisks, record);
  const ownPvs = new Map(seen.ownPvs);
  if (proven !== null) ownPvs.set(proven, record.managed?.wasBlank === true);
  return { ...seen, facts: withDisks, ground, ownPvs, managedPv: proven };
}

/** Finds the physical volume that Docker created for this setup; null if that cannot be proven. */
async function provenPv(
  reader: Parts['reader'],
  facts: Facts,
  { managed }: SetUpRecord,
): Promise<string | null> {
  if (managed === null) return null;
  return knownOr(await attempt(() => managedPv(reader, facts, managed)), null);
}

/**
 * The survey without a setup on record: nothing to do if the last one was removed already.
 * @throws DmctlError DM070 (20) for a pool dmctl did not create, DM103 (6)
 */
function nothingThere(facts: Facts, runs: readonly Run[], { confirm }: TeardownRequest): Survey {
  const found = findPool(facts);
  const last = runs.findLast((run) => run.request.command === 'teardown');
  if (found.kind === 'none' && last?.closed?.end === 'done') {
    const plan = planNothing('teardown');
    const pool = confirm ?? String(last.request.options['confirm']);
    const data = teardownData(facts, plan, null, null);
    return { plan, data, nothingToDo: () => [`nothing is left of ${pool}`] };
  }
  if (found.kind === 'none') throw noPool('take down', 'dmctl history lists the runs on this host');
  const what = found.kind === 'named' ? poolPath(found) : 'the pool';
  throw notOnRecord(what);
}

async function account(
  { reader }: Parts,
  request: TeardownRequest,
  plan: Plan,
  end: RunEnd,
): Promise<Account> {
  const facts = await observeForVerify(reader, engineOf(plan));
  const notices = plan.warnings.filter(({ code }) => code === 'DM221');
  const done = {
    pool: request.confirm ?? 'the pool',
    disks: blankDisksOf(plan),
    engine: engineNow(facts),
  };
  return {
    data: teardownData(facts, plan, end, null),
    warnings: notices,
    done: (style) => tornDownLines(done, style),
    next: 'dmctl history lists all runs',
  };
}

/** Says what the engine runs on without its pool. */
function engineNow({ engine: { engine, title, driver, root, service } }: Facts): string {
  const isRunning = engine === 'docker' ? driver !== null : knownOr(service.running, false);
  if (!isRunning) return `${title} is not running`;
  return engine === 'docker'
    ? `${title} runs on ${driver ?? '?'}, data root ${root}`
    : `${title} runs without its devmapper snapshotter`;
}

/** A plan that takes containerd off its pool has steps of containerd. */
const engineOf = ({ steps }: Plan): EngineName =>
  steps.some(({ id }) => id.includes('containerd') || id.includes('snapshot'))
    ? 'containerd'
    : 'docker';

/** The contract's `data`, and what is destroyed with the pool. */
function teardownData(
  facts: Facts,
  plan: Plan,
  end: RunEnd | null,
  gone: Destroyed | null,
): Survey['data'] {
  // A directory that is renamed, or opened so that its entries can be moved back.
  const moved = plan.steps.find(
    ({ id }) => id === 'restore-data-root' || id === 'open-backup-directory',
  )?.action;
  return {
    mode: modeOf(facts),
    pool: poolReport(facts),
    devices: blankDisksOf(plan),
    dataRoot: {
      path: facts.engine.root,
      restoredFrom: moved?.kind === 'rename-directory' ? moved.from : null,
    },
    daemonJson: { path: facts.engine.configFile },
    destroys: gone,
    plan: planJson(plan, statesOf(end)),
  };
}

function modeOf(facts: Facts): string | null {
  const found = findPool(facts);
  return found.kind === 'named' ? found.mode : null;
}
