import type { RunEnd } from '../apply/apply.ts';
import type { Facts } from '../model/facts/facts.ts';
import { knownOr } from '../model/known.ts';
import type { Plan } from '../model/plan/plan.ts';
import { observeForVerify } from '../observe/host-facts.ts';
import { loopGround } from '../observe/docker/loop-lvm/ground.ts';
import { journaledLoopLvm, type SetupLoopLvmRequest } from '../plan/setup/loop-lvm/request.ts';
import { planSetupLoopLvm } from '../plan/setup/loop-lvm/loop-lvm.ts';
import { poolReport } from '../pool/pool-report.ts';
import { loopFilesLines } from '../views/changes/done-text.ts';
import type { Account, Job, Survey } from '../run/job.ts';
import type { Parts } from '../run/context.ts';
import { placesOf, seenData } from './setup-data.ts';

/** `dmctl setup loop-lvm`. */
export const setupLoopLvm = (request: SetupLoopLvmRequest): Job => ({
  command: 'setup loop-lvm',
  request: journaledLoopLvm(request),
  survey: (parts) => survey(parts, request),
  account,
});

async function survey({ reader }: Parts, request: SetupLoopLvmRequest): Promise<Survey> {
  const facts = await observeForVerify(reader, 'docker');
  const plan = planSetupLoopLvm(facts, await loopGround(reader, facts.engine.root), request);
  const pool = poolReport(facts)?.name ?? 'loop-lvm';
  return {
    plan,
    data: loopData(facts, plan, null),
    nothingToDo: (style) => [`${style.bold(pool)} is already set up as requested`],
  };
}

async function account({ reader }: Parts, plan: Plan, end: RunEnd): Promise<Account> {
  const facts = await observeForVerify(reader, 'docker');
  const { movedTo } = placesOf(plan).dataRoot;
  const done = { pool: poolReport(facts), files: filesOf(facts), movedTo };
  return {
    data: loopData(facts, plan, end),
    warnings: plan.warnings,
    done: (style) => loopFilesLines(done, style),
  };
}

/** The contract's `data`, and the loop files. */
const loopData = (facts: Facts, plan: Plan, end: RunEnd | null) => ({
  mode: 'loop-lvm',
  devices: [],
  loopFiles: filesOf(facts),
  ...seenData(facts, plan, end),
});

/** The loop files, from docker info. */
function filesOf({ engine }: Facts) {
  const [data = null, metadata = null] = knownOr(engine.runsOn, null)?.files ?? [];
  return { data, metadata };
}
