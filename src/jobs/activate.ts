import type { RunEnd } from '../apply/apply.ts';
import { BOOT_UNIT_PATH } from '../lvm/boot-unit.ts';
import type { Facts } from '../model/facts/facts.ts';
import { knownOr } from '../model/known.ts';
import type { Plan } from '../model/plan/plan.ts';
import { observeForVerify } from '../observe/host-facts.ts';
import { planActivate } from '../plan/keep/activate.ts';
import { hasUnits } from '../plan/steps/boot-unit.ts';
import { bootUnitState, type BootUnitState } from '../pool/boot-unit.ts';
import { poolPath, type NamedPool } from '../pool/found-pool.ts';
import { poolReport } from '../pool/pool-report.ts';
import { planJson } from '../views/changes/plan-json.ts';
import { keptAlreadyText, keptText, type KeptPool } from '../views/changes/activate-text.ts';
import type { Account, Job, Survey } from '../run/job.ts';
import type { Parts } from '../run/context.ts';
import { statesOf } from './setup-data.ts';
import { mustHavePool } from '../run/preconditions.ts';

/** `dmctl activate`. */
export const activate = (installUnit: boolean): Job => ({
  command: 'activate',
  request: { command: 'activate', devices: [], options: { installUnit } },
  survey: async ({ reader }) => {
    const facts = await observeForVerify(reader);
    const pool = mustHavePool(facts, 'activate');
    return keptSurvey(facts, pool, planActivate({ facts, pool, installUnit }));
  },
  account: keptAccount,
});

/** How the pool and what keeps it alive were seen. */
function keptPool(facts: Facts, pool: NamedPool): KeptPool {
  const report = poolReport(facts);
  return {
    mode: pool.mode,
    path: poolPath(pool),
    active: report?.active === true,
    monitored: report?.monitored === true,
    unit: unitState(facts, pool),
    dockerRuns: knownOr(facts.engine.service.running, true),
  };
}

/** null: there is no unit for it to have. */
function unitState(facts: Facts, pool: NamedPool): BootUnitState | null {
  const volume = knownOr(pool.volume, null);
  if (volume === null || !hasUnits(facts)) return null;
  return bootUnitState(facts, { vg: volume.vg, lv: volume.name });
}

/** A look at the pool, and the plan it led to. */
export const keptSurvey = (facts: Facts, pool: NamedPool, plan: Plan): Survey => ({
  plan,
  data: keptData(facts, pool, plan, null),
  nothingToDo: (style) => keptAlreadyText(keptPool(facts, pool), plan.warnings, style),
});

/** The pool is looked at once more when the run is over. */
export async function keptAccount({ reader }: Parts, plan: Plan, end: RunEnd): Promise<Account> {
  const facts = await observeForVerify(reader);
  const pool = mustHavePool(facts, plan.command);
  const { warnings } = plan;
  return {
    data: keptData(facts, pool, plan, end),
    warnings,
    text: (style) => keptText(keptPool(facts, pool), end.runId, warnings, style),
  };
}

/** The contract's `data`, and how the boot unit stands. */
const keptData = (facts: Facts, pool: NamedPool, plan: Plan, end: RunEnd | null) => ({
  mode: pool.mode,
  pool: poolReport(facts),
  devices: [],
  dataRoot: { path: facts.engine.root, movedTo: null },
  daemonJson: { path: facts.engine.configFile },
  bootUnit: { path: BOOT_UNIT_PATH, state: unitState(facts, pool) },
  plan: planJson(plan, statesOf(end)),
});
