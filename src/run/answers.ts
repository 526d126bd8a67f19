import type { Failure } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Notice } from '../model/notice.ts';
import type { Answer } from '../views/answer.ts';
import { planText } from '../views/changes/plan-text.ts';
import { planScript } from '../views/script/script.ts';
import type { WalkedRun } from './session.ts';
import type { Account, JobOptions, Survey } from './job.ts';

const base = { changed: false, runId: null, failures: [] } as const;

const refused = ({ code, exitCode, message, why, fix }: Notice): Failure => ({
  code,
  exitCode,
  message,
  why,
  fix,
  state: 'nothing was changed',
});

/** The plan may not be carried out: all reasons, the first of which gives the exit code. */
export function refusedAnswer(command: string, { plan, data }: Survey): Answer {
  return {
    ...base,
    command,
    exitCode: plan.refusals[0]?.exitCode ?? EXIT.refused,
    data,
    warnings: plan.warnings,
    failures: plan.refusals.map(refused),
    text: () => '',
  };
}

/** There is nothing to do. */
export function nothingToDoAnswer(command: string, survey: Survey): Answer {
  const { plan, data, nothingToDo: text } = survey;
  return { ...base, command, exitCode: EXIT.done, data, warnings: plan.warnings, text };
}

/** What would be done, for people or as a script. */
export function dryRunAnswer(command: string, survey: Survey, options: JobOptions): Answer {
  const { plan, data } = survey;
  const pending = plan.steps.length > 0;
  const script = options.script ? planScript(plan) : null;
  return {
    ...base,
    command,
    exitCode: options.detailedExitcode && pending ? EXIT.changesPending : EXIT.done,
    data: script === null ? data : { ...data, script },
    warnings: plan.warnings,
    text: (style) => script ?? planText(plan, style),
  };
}

/** What became of a run. */
export function ranAnswer(command: string, { end, failures }: WalkedRun, account: Account): Answer {
  const done = end.end === 'done' && end.failure === null;
  return {
    command,
    changed: end.changed,
    exitCode: failures[0]?.exitCode ?? EXIT.done,
    runId: end.runId,
    data: account.data,
    warnings: account.warnings,
    failures,
    text: done ? account.text : () => '',
  };
}
