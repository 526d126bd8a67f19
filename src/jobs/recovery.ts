import { stepStates, type RunEnd } from '../apply/apply.ts';
import type { Run } from '../model/plan/journal.ts';
import type { Step } from '../model/plan/plan.ts';
import type { Answer } from '../views/answer.ts';
import { planJson, type ShownState } from '../views/changes/plan-json.ts';
import { stepsAheadText } from '../views/changes/plan-text.ts';
import { counted } from '../views/text.ts';
import { dryRunAnswer, ranAnswer } from '../run/answers.ts';
import type { JobOptions } from '../run/job.ts';
import { commandOf } from '../run/preconditions.ts';
import type { WalkedRun } from '../run/session.ts';

/**
 * The `data` of resume and rollback: the plan of the run with the state of each step, and the steps
 * that were ahead.
 * @param end how the run ended; null if nothing was done
 */
function runData(
  run: Run,
  ahead: readonly Step[],
  end: RunEnd | null,
): Readonly<Record<string, unknown>> {
  const states = new Map<string, ShownState>(
    (end?.steps ?? stepStates(run)).map(({ id, state }) => [id, state]),
  );
  return {
    command: run.request.command,
    devices: run.request.devices,
    end: end?.end ?? null,
    plan: planJson(run.plan, (id) => states.get(id) ?? 'pending'),
    ahead: planJson({ id: run.plan.id, steps: ahead, layout: null }, () => 'planned')['steps'],
  };
}

/** The answer to a dry run of `dmctl resume` or `dmctl rollback`: the steps that are ahead. */
export function aheadAnswer(
  command: 'resume' | 'rollback',
  run: Run,
  steps: readonly Step[],
  options: JobOptions,
): Answer {
  const plan = { ...run.plan, command, steps, warnings: [] };
  const head = `${command} of run ${run.runId} (${commandOf(run)}), ${counted(steps.length, 'step')}`;
  const text: Answer['text'] = (style) => stepsAheadText(head, steps, style);
  const data = runData(run, steps, null);
  return { ...dryRunAnswer(command, { plan, data }, options, text), runId: run.runId };
}

/**
 * The answer of `dmctl resume` or `dmctl rollback`.
 * @param ahead the steps that were ahead of the run
 * @param text for people, if it succeeded
 */
export function recoveredAnswer(
  command: 'resume' | 'rollback',
  run: Run,
  ahead: readonly Step[],
  walked: WalkedRun,
  text: () => string,
): Answer {
  const { end } = walked;
  const account = { data: runData(run, ahead, end), warnings: [], text };
  const isUndone = end.steps.some(({ state }) => state === 'undone');
  return { ...ranAnswer(command, walked, account), changed: end.changed || isUndone };
}
