import type { RunEnd } from '../apply/apply.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { DockerTotals, Plan } from '../model/plan/plan.ts';
import { observeLoopPool } from '../observe/docker/loop-lvm/pool.ts';
import { observeForResize } from '../observe/resize-facts.ts';
import { planResizeDirectLvm } from '../plan/resize/direct-lvm.ts';
import { planResizeLoopLvm } from '../plan/resize/loop-lvm/loop-lvm.ts';
import { refusedResize, resizeRefusals, type ResizeSite } from '../plan/resize/refusals.ts';
import { outlook } from '../plan/steps/outlook.ts';
import { journaledResize, type ResizeRequest } from '../plan/resize/request.ts';
import { findPool } from '../pool/found-pool.ts';
import { poolReport } from '../pool/pool-report.ts';
import { growthJson, resizedLines, totalsJson } from '../views/changes/done-text.ts';
import type { Account, Job, Survey } from '../run/job.ts';
import { newNonce, type Parts } from '../run/context.ts';
import { observePool } from '../run/pools.ts';
import { seenData } from './setup-data.ts';
import { mustHavePool } from '../run/preconditions.ts';

/** `dmctl resize`. */
export const resize = (request: ResizeRequest): Job => ({
  command: 'resize',
  request: journaledResize(request),
  survey: (parts) => survey(parts, request),
  account: (parts, plan, end) => account(parts, request, plan, end),
});

async function survey({ reader }: Parts, request: ResizeRequest): Promise<Survey> {
  const seen = await observePool(reader, request.engine);
  const facts = await observeForResize(reader, seen, request.add);
  const pool = mustHavePool(facts, 'resize');
  const plan = await planOf(reader, { facts, request, pool });
  const name = pool.name ?? 'the pool';
  return {
    plan,
    data: resizeData(facts, request, plan, null),
    nothingToDo: (style) => [`${style.bold(name)} already has the requested size`],
  };
}

/** Chooses the way of the pool's mode, after the refusals that both share. */
async function planOf(reader: Parts['reader'], site: ResizeSite): Promise<Plan> {
  const refusals = resizeRefusals(site);
  if (refusals.length > 0) return refusedResize(refusals);
  if (site.pool.mode === 'direct-lvm') return planResizeDirectLvm({ ...site, nonce: newNonce() });
  const loop = await observeLoopPool(reader, site.pool.name, site.facts);
  return planResizeLoopLvm({ ...site, loop });
}

/** Observes the pool again: people are told what happened, not what the plan promised. */
async function account(
  { reader }: Parts,
  request: ResizeRequest,
  plan: Plan,
  end: RunEnd,
): Promise<Account> {
  const facts = await observePool(reader, request.engine);
  const next = outlook(facts);
  // What the plan expected of the next extensions is replaced by what was observed.
  const planned = plan.warnings.filter(({ code }) => code !== 'DM204');
  const warnings = [...planned, ...(next?.notices ?? [])];
  const done = {
    pool: poolReport(facts)?.name ?? null,
    growth: plan.growth ?? null,
    engine: facts.engine.engine,
    dockerInfo: dockerTotals(facts),
    // If an extension does not fit, the notice has the figures.
    outlook: next === null || next.notices.length > 0 ? null : next.words,
  };
  return {
    data: resizeData(facts, request, plan, end),
    warnings,
    done: (style) => resizedLines(done, style),
  };
}

/** null if Docker is not running, or not on a thin pool. */
function dockerTotals({ engine: { totals } }: Facts): DockerTotals | null {
  return totals === null ? null : { data: totals.data.total, metadata: totals.metadata.total };
}

/** The contract's `data` of a resize, with the pool as it is now. */
function resizeData(facts: Facts, request: ResizeRequest, plan: Plan, end: RunEnd | null) {
  const pool = findPool(facts);
  return {
    mode: pool.kind === 'named' ? pool.mode : null,
    devices: request.add,
    ...seenData(facts, plan, end),
    growth: plan.growth === undefined ? null : growthJson(plan.growth),
    dockerInfo: totalsJson(dockerTotals(facts)),
  };
}
