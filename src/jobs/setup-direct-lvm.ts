import type { RunEnd } from '../apply/apply.ts';
import { lastDone, readRun } from '../apply/runs.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { Request, SetupDirectLvmRequest } from '../model/plan/journal.ts';
import { dmName } from '../model/names.ts';
import type { Plan } from '../model/plan/plan.ts';
import { observe } from '../observe/host-facts.ts';
import { managedGround, poolCreatedAt } from '../observe/docker/managed/ground.ts';
import { unprovenPool } from '../plan/setup/managed/proof.ts';
import { setUpsOnRecord } from '../plan/steps/setup-record.ts';
import { attempt } from '../observe/attempt.ts';
import type { Notice } from '../model/notice.ts';
import { profileName } from '../plan/steps/names.ts';
import { journaledRequest } from '../plan/setup/request.ts';
import { planSetupDirectLvm } from '../plan/setup/direct-lvm.ts';
import { planSetupManaged } from '../plan/setup/managed/managed.ts';
import { planJson } from '../views/changes/plan-json.ts';
import { setUpLines } from '../views/changes/done-text.ts';
import { newNonce, type Parts } from '../run/context.ts';
import type { Account, Job, Survey } from '../run/job.ts';
import { placesOf, poolAsMade, seenData, statesOf } from './setup-data.ts';

const SETUP = 'setup direct-lvm';

/** `dmctl setup direct-lvm`. */
export const setupDirectLvm = (request: SetupDirectLvmRequest): Job => ({
  command: SETUP,
  request: journaledRequest(request),
  survey: (parts) => survey(parts, request),
  // The boot unit names the physical volume, which Docker creates in the first run.
  twice: request.managed ? 'first' : undefined,
  account: (parts, plan, end) => account(parts, request, plan, end),
});

async function survey(parts: Parts, request: SetupDirectLvmRequest): Promise<Survey> {
  const { devices, vg, pool: lv } = request;
  const [facts, earlier] = await Promise.all([
    observe(parts.reader, {
      devices,
      pool: { vg, lv },
      profile: profileName(request),
      engine: request.engine,
    }),
    lastDone(parts.reader, parts.stateDir, (one) => setsUp(one, request)),
  ]);
  const plan = await planOf(parts, facts, request, earlier);
  return {
    plan,
    data: { mode: 'direct-lvm', devices, ...seenData(facts, plan, null) },
    nothingToDo: (style) => [`${style.bold(dmName(vg, lv))} is already set up as requested`],
  };
}

async function planOf(
  { reader }: Parts,
  facts: Facts,
  request: SetupDirectLvmRequest,
  earlier: Request | null,
): Promise<Plan> {
  if (!request.managed) {
    return planSetupDirectLvm(facts, request, { nonce: newNonce(), earlier });
  }
  const ground = await managedGround(reader, facts.engine.root);
  // LVM's timestamps are whole seconds.
  const since = Math.floor(reader.now().getTime() / 1000);
  return planSetupManaged({ facts, ground, request, since, earlier });
}

const TITLES = { docker: 'Docker', containerd: 'containerd' } as const;

/** Did that request set up the pool of this one? */
const setsUp = (
  { command, options }: Request,
  { vg, pool }: Pick<SetupDirectLvmRequest, 'vg' | 'pool'>,
): boolean => command === SETUP && options['vg'] === vg && options['pool'] === pool;

async function account(
  parts: Parts,
  request: SetupDirectLvmRequest,
  plan: Plan,
  end: RunEnd,
): Promise<Account> {
  const places = placesOf(plan);
  const pool = end.end === 'done' ? poolAsMade(request, plan) : null;
  const { layout } = plan;
  const isManaged = request.managed && end.end === 'done';
  const warnings = [...plan.warnings, ...(isManaged ? await unproven(parts, end.runId) : [])];
  const { devices } = request;
  const { movedTo } = places.dataRoot;
  const engine = TITLES[request.engine];
  const where = devices.length > 0 ? devices : [`volume group ${request.vg}`];
  const done = { engine, pool: dmName(request.vg, request.pool), where, layout, movedTo };
  return {
    data: { mode: 'direct-lvm', pool, devices, ...places, plan: planJson(plan, statesOf(end)) },
    warnings,
    done: (style) => setUpLines(done, style),
  };
}

/** The run that installs the boot unit afterwards created no pool, and has nothing to prove. */
async function unproven({ reader, stateDir }: Parts, runId: string): Promise<readonly Notice[]> {
  const run = await readRun(reader, stateDir, runId);
  const managed = run === null ? null : (setUpsOnRecord([run])[0]?.managed ?? null);
  if (managed === null) return [];
  const created = await attempt(() => poolCreatedAt(reader));
  const notice = unprovenPool(runId, managed, created);
  return notice === null ? [] : [notice];
}
