import { refused } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { planText } from '../views/changes/plan-text.ts';
import { planScript } from '../views/script/script.ts';
import type { WalkedRun } from './session.ts';
import type { Account, JobOptions, Survey } from './job.ts';

/** The answer if the plan is refused: all reasons, the first of which gives the exit code. */
export function refusedAnswer(command: string, { plan, data }: Survey): Answer {
  return {
    ...plainAnswer(command),
    exitCode: plan.refusals[0]?.exitCode ?? EXIT.refused,
    data,
    warnings: plan.warnings,
    failures: plan.refusals.map((reason) => refused(reason).failure),
  };
}

/** The answer if no change is needed. */
export function nothingToDoAnswer(command: string, survey: Survey): Answer {
  const { plan, data, nothingToDo: text } = survey;
  return { ...plainAnswer(command), data, warnings: plan.warnings, text };
}

/** The answer to --dry-run: the plan, for people (`text`) or as a script. */
export function dryRunAnswer(
  command: string,
  { plan, data }: Pick<Survey, 'plan' | 'data'>,
  options: JobOptions,
  text: Answer['text'] = (style) => planText(plan, style),
): Answer {
  const pending = plan.steps.length > 0;
  const script = options.script ? planScript(plan) : null;
  return {
    ...plainAnswer(command),
    exitCode: options.detailedExitcode && pending ? EXIT.changesPending : EXIT.done,
    data: script === null ? data : { ...data, script },
    warnings: plan.warnings,
    text: script === null ? text : () => script,
  };
}

/** The answer of a command whose run has ended. */
export function ranAnswer(command: string, { end, failures }: WalkedRun, account: Account): Answer {
  return {
    command,
    changed: end.changed,
    exitCode: failures[0]?.exitCode ?? EXIT.done,
    runId: end.runId,
    data: account.data,
    warnings: account.warnings,
    failures,
    text: failures.length === 0 ? account.text : () => '',
  };
}
