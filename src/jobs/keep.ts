import type { RunEnd } from '../apply/apply.ts';
import { unitPath } from '../lvm/boot-unit.ts';
import type { EngineName } from '../model/engine.ts';
import type { Facts } from '../model/facts/facts.ts';
import { knownOr } from '../model/known.ts';
import type { Plan } from '../model/plan/plan.ts';
import { policyFacts } from '../observe/profile.ts';
import { planActivate } from '../plan/keep/activate.ts';
import { journaledAdopt, planAdopt, profileToHave, type AdoptRequest } from '../plan/keep/adopt.ts';
import { outlook } from '../plan/steps/outlook.ts';
import { hasUnits } from '../plan/steps/boot-unit.ts';
import { bootUnitState, type BootUnitState } from '../pool/boot-unit.ts';
import { poolPath, type NamedPool } from '../pool/found-pool.ts';
import { poolReport } from '../pool/pool-report.ts';
import { keptLines, type KeptPool } from '../views/changes/done-text.ts';
import type { Account, Job, Survey } from '../run/job.ts';
import type { Parts } from '../run/context.ts';
import { seenData } from './setup-data.ts';
import { observePool } from '../run/pools.ts';
import { mustHavePool } from '../run/preconditions.ts';

/** `dmctl activate`. */
export const activate = (installUnit: boolean, engine: EngineName | null): Job => ({
  command: 'activate',
  request: {
    command: 'activate',
    devices: [],
    options: { installUnit, ...(engine !== null && { engine }) },
  },
  survey: async ({ reader }) => {
    const facts = await observePool(reader, engine);
    const pool = mustHavePool(facts, 'activate');
    return keptSurvey(facts, pool, planActivate({ facts, pool, installUnit }));
  },
  account: (parts, plan, end) => keptAccount(parts, engine, { plan, end }),
});

/** `dmctl adopt`. */
export const adopt = (request: AdoptRequest): Job => ({
  command: 'adopt',
  request: journaledAdopt(request),
  survey: async ({ reader }) => {
    const facts = await observePool(reader, request.engine);
    const pool = mustHavePool(facts, 'adopt');
    const policy = await policyOf(reader, facts, pool);
    return keptSurvey(facts, pool, planAdopt({ facts, pool, request, policy }));
  },
  account: (parts, plan, end) => keptAccount(parts, request.engine, { plan, end }),
});

/** Reads the profile that the pool will have; the facts contain the one that it has. */
async function policyOf(reader: Parts['reader'], facts: Facts, pool: NamedPool) {
  const volume = knownOr(pool.volume, null);
  if (volume === null) return facts;
  const name = profileToHave(facts, volume);
  return name === volume.profile ? facts : policyFacts(reader, name);
}

/** The observed state of the pool and of its boot unit. */
function keptPool(facts: Facts, pool: NamedPool): KeptPool {
  const report = poolReport(facts);
  const { title, service } = facts.engine;
  const { unit, bootUnit, running } = service;
  return {
    mode: pool.mode,
    path: poolPath(pool),
    active: report?.active === true,
    monitored: report?.monitored === true,
    unit: unitState(facts, pool),
    engine: { title, unit, bootUnit, runs: knownOr(running, true) },
  };
}

/** null if there can be no unit: no systemd, or no logical volume. */
function unitState(facts: Facts, pool: NamedPool): BootUnitState | null {
  const volume = knownOr(pool.volume, null);
  if (volume === null || !hasUnits(facts)) return null;
  return bootUnitState(facts, { vg: volume.vg, lv: volume.name });
}

/** The survey of a job that keeps a pool as it is: activate and adopt. */
const keptSurvey = (facts: Facts, pool: NamedPool, plan: Plan): Survey => ({
  plan,
  data: keptData(facts, pool, plan, null),
  nothingToDo: (style) => keptLines(keptPool(facts, pool), style),
});

/** The account of such a job; the pool is observed again after the run. */
async function keptAccount(
  { reader }: Parts,
  engine: EngineName | null,
  { plan, end }: { readonly plan: Plan; readonly end: RunEnd },
): Promise<Account> {
  const facts = await observePool(reader, engine);
  const pool = mustHavePool(facts, plan.command);
  // What the plan expected of the next extensions is replaced by what was observed.
  const planned = plan.warnings.filter(({ code }) => code !== 'DM204');
  const isAdopted = plan.command === 'adopt';
  return {
    data: keptData(facts, pool, plan, end),
    warnings: [...planned, ...(isAdopted ? (outlook(facts)?.notices ?? []) : [])],
    done: (style) => {
      const [state = '', ...details] = keptLines(keptPool(facts, pool), style);
      return [`${state}.`, ...details];
    },
  };
}

/** The contract's `data`, and the state of the boot unit. */
const keptData = (facts: Facts, pool: NamedPool, plan: Plan, end: RunEnd | null) => ({
  mode: pool.mode,
  devices: [],
  ...seenData(facts, plan, end),
  bootUnit: { path: unitPath(facts.engine.service.bootUnit), state: unitState(facts, pool) },
});
