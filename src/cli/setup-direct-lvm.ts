import { isDeepStrictEqual } from 'node:util';
import { applyPlan, resumeRun } from '../apply/apply.ts';
import { listRuns, unfinishedRun } from '../apply/runs.ts';
import type { Facts } from '../model/facts.ts';
import type { Request, Run } from '../model/journal.ts';
import { observe } from '../observe/host-facts.ts';
import { profileName } from '../plan/pool-names.ts';
import { journaledRequest, type SetupDirectLvmRequest } from '../plan/request.ts';
import { planSetupDirectLvm } from '../plan/setup-direct-lvm.ts';
import { poolReport } from '../verify/pool-report.ts';
import type { Answer } from '../views/answer.ts';
import { walkRun, whileChanging, type Changing } from './changing.ts';
import type { Output } from './output.ts';
import { newNonce, newRunId, type Parts } from './parts.ts';
import { mustBeRoot } from './root.ts';
import {
  dryRunAnswer,
  nothingToDoAnswer,
  ranAnswer,
  refusedAnswer,
  SETUP,
  type DryRunOptions,
  type SetupSite,
} from './setup-answers.ts';
import { placesOf, type SetupPlaces } from './setup-data.ts';
import { mustBeFinished, stoppedBefore } from './unfinished.ts';

/** How `dmctl setup direct-lvm` was asked to go about it. */
export interface SetupOptions extends DryRunOptions {
  readonly dryRun: boolean;
  readonly lockTimeoutSeconds: number;
  readonly output: Output;
}

/**
 * `dmctl setup direct-lvm`: looks, plans, and carries the plan out unless only asked to show it.
 * @throws DmctlError when it cannot begin
 */
export async function setupDirectLvm(
  parts: Parts,
  request: SetupDirectLvmRequest,
  options: SetupOptions,
): Promise<Answer> {
  mustBeRoot(parts.host, SETUP);
  if (options.dryRun) return dryRun(parts, request, options);
  const command = [SETUP, ...request.devices].join(' ');
  const { lockTimeoutSeconds, output } = options;
  return whileChanging(parts, { command, lockTimeoutSeconds, output }, async (changing) => {
    const run = await unfinishedRun(parts.host, parts.stateDir);
    const answer = run === null ? null : await takeUp(changing, request, run);
    return answer ?? (await setUp(changing, request));
  });
}

async function dryRun(
  parts: Parts,
  request: SetupDirectLvmRequest,
  options: SetupOptions,
): Promise<Answer> {
  mustBeFinished(await unfinishedRun(parts.reader, parts.stateDir));
  const site = await survey(parts, request);
  if (site.plan.refusals.length > 0) return refusedAnswer(site);
  return dryRunAnswer(site, options);
}

/**
 * Goes on with a run that this very command began. One that was already on its way back is walked
 * back to its end; then, with the host as it was, null: the command starts anew.
 * @throws DmctlError DM054 when another command began it
 */
async function takeUp(
  changing: Changing,
  request: SetupDirectLvmRequest,
  run: Run,
): Promise<Answer | null> {
  if (!isDeepStrictEqual(run.request, asJournaled(request))) mustBeFinished(run);
  const walked = await walkRun(changing, run.runId, (apply) => resumeRun(apply, run));
  const isBack = walked.end.end === 'put-back' && walked.failures.length === 0;
  return isBack ? null : ranAnswer(request, run.plan, walked);
}

/** As it comes back out of a journal. */
const asJournaled = (request: SetupDirectLvmRequest): Request =>
  JSON.parse(JSON.stringify(journaledRequest(request))) as Request;

async function setUp(changing: Changing, request: SetupDirectLvmRequest): Promise<Answer> {
  const { parts, stop } = changing;
  const site = await survey(parts, request);
  const { plan } = site;
  if (plan.refusals.length > 0) return refusedAnswer(site);
  if (plan.steps.length === 0) return nothingToDoAnswer(site);
  if (stop.requested !== null) throw stoppedBefore(stop.requested);
  const { user, version } = parts;
  const runId = newRunId();
  const opening = { runId, request: journaledRequest(request), user, version };
  const walked = await walkRun(changing, runId, (apply) => applyPlan(apply, plan, opening));
  return ranAnswer(request, plan, walked);
}

/** Looks at the host and makes the plan. Starts no program that could write. */
async function survey(parts: Parts, request: SetupDirectLvmRequest): Promise<SetupSite> {
  const { devices, vg, pool: lv } = request;
  const [facts, runs] = await Promise.all([
    observe(parts.reader, { devices, pool: { vg, lv }, profile: profileName(request) }),
    listRuns(parts.reader, parts.stateDir),
  ]);
  const earlier = madeBy(runs, request);
  const plan = planSetupDirectLvm(facts, request, { nonce: newNonce(), earlier });
  return { request, plan, pool: poolReport(facts), places: placesSeen(facts, plan) };
}

/** The request of the last finished run that set this pool up. */
function madeBy(runs: readonly Run[], { vg, pool }: SetupDirectLvmRequest): Request | null {
  const run = runs.findLast(
    ({ request, closed }) =>
      closed?.end === 'done' &&
      request.command === SETUP &&
      request.options['vg'] === vg &&
      request.options['pool'] === pool,
  );
  return run?.request ?? null;
}

function placesSeen(facts: Facts, plan: SetupSite['plan']): SetupPlaces {
  const planned = placesOf(plan);
  return {
    dataRoot: { path: facts.dataRoot.path, movedTo: planned.dataRoot.movedTo },
    daemonJson: { path: facts.daemonJson.path },
  };
}
