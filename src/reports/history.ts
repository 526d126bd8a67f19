import { stepStates } from '../apply/apply.ts';
import { listRuns } from '../apply/runs.ts';
import { keptSteps } from '../apply/undo.ts';
import type { Run } from '../model/plan/journal.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { growthJson } from '../views/changes/done-text.ts';
import { historyText, outcomeOf, type ToldRun } from '../views/changes/history-text.ts';
import { planJson, type ShownState } from '../views/changes/plan-json.ts';
import type { Parts } from '../run/context.ts';
import { mustBeRoot } from '../run/preconditions.ts';

/** A run in the JSON answer. */
function runJson({ run, log, kept }: ToldRun): Readonly<Record<string, unknown>> {
  const states = new Map<string, ShownState>(stepStates(run).map(({ id, state }) => [id, state]));
  return {
    runId: run.runId,
    outcome: outcomeOf(run),
    openedAt: run.openedAt,
    closedAt: run.closed?.at ?? null,
    user: run.user,
    command: run.request.command,
    devices: run.request.devices,
    options: run.request.options,
    direction: run.direction,
    growth: run.plan.growth === undefined ? null : growthJson(run.plan.growth),
    log,
    kept,
    plan: planJson(run.plan, (id) => states.get(id) ?? 'pending'),
  };
}

/** `dmctl history`: lists the runs. */
export async function history(parts: Parts): Promise<Answer> {
  mustBeRoot(parts.host, 'history');
  const listed = await listRuns(parts.reader, parts.stateDir);
  const runs = await Promise.all(listed.map((run) => told(parts, run)));
  return {
    ...plainAnswer('history'),
    data: { runs: runs.map(runJson) },
    text: (style) => historyText(runs, style),
  };
}

/** Adds what is stored beside the journal; a run in which dmctl was killed may have no log. */
async function told({ reader, log }: Parts, run: Run): Promise<ToldRun> {
  const kept = outcomeOf(run) === 'put-back' ? keptSteps(run).map(({ id }) => id) : [];
  return { run, log: await log.find(reader, run.runId), kept };
}
