import { stepStates, type RunEnd } from '../apply/apply.ts';
import type { Run } from '../model/plan/journal.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Step } from '../model/plan/plan.ts';
import type { Answer } from '../views/answer.ts';
import { planJson, type ShownState } from '../views/changes/plan-json.ts';
import { stepsAheadText } from '../views/changes/plan-text.ts';
import { planScript } from '../views/script/script.ts';
import { counted } from '../views/text.ts';
import type { JobOptions } from '../run/job.ts';
import { commandOf } from '../run/preconditions.ts';

/**
 * `data` of resume and rollback: the run's own plan with the state of each step, and the steps
 * that were ahead.
 * @param end how the run ended now; null: nothing was done
 */
export function runData(
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

/** What `dmctl resume` or `dmctl rollback` would do with a run. */
export function aheadAnswer(
  command: 'resume' | 'rollback',
  run: Run,
  steps: readonly Step[],
  { script, detailedExitcode }: JobOptions,
): Answer {
  const pending = detailedExitcode && steps.length > 0;
  const shell = script ? planScript({ ...run.plan, command, steps }) : null;
  const data = runData(run, steps, null);
  const head = `${command} of run ${run.runId} (${commandOf(run)}), ${counted(steps.length, 'step')}`;
  return {
    command,
    changed: false,
    exitCode: pending ? EXIT.changesPending : EXIT.done,
    runId: run.runId,
    data: shell === null ? data : { ...data, script: shell },
    warnings: [],
    failures: [],
    text: (style) => shell ?? stepsAheadText(head, steps, style),
  };
}
