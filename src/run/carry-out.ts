import { isDeepStrictEqual } from 'node:util';
import { applyPlan, resumeRun } from '../apply/apply.ts';
import { unfinishedRun } from '../apply/runs.ts';
import { refused } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Request, Run } from '../model/plan/journal.ts';
import type { Plan } from '../model/plan/plan.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { doneText, nothingToDoText } from '../views/changes/done-text.ts';
import { planText } from '../views/changes/plan-text.ts';
import { planScript } from '../views/script/script.ts';
import { walkRun, whileChanging, type Changing, type WalkedRun } from './session.ts';
import type { Account, Job, JobOptions, Survey } from './job.ts';
import { newRunId, type Parts } from './context.ts';
import { mustBeFinished, mustBeRoot, stoppedBefore } from './preconditions.ts';

/**
 * Observes the host, makes a plan, and carries it out unless this is a dry run. An unfinished run of
 * the same request is continued instead.
 * @throws DmctlError if it cannot start
 */
export async function carryOut(parts: Parts, job: Job, options: JobOptions): Promise<Answer> {
  mustBeRoot(parts.host, job.command);
  if (options.dryRun) return dryRun(parts, job, options);
  const command = [job.command, ...job.request.devices].join(' ');
  const { lockTimeoutSeconds, output } = options;
  return whileChanging(parts, { command, lockTimeoutSeconds, output }, async (changing) => {
    const run = await unfinishedRun(parts.host, parts.stateDir);
    const answer = run === null ? null : await goOn(changing, job, run);
    const first = answer ?? (await begin(changing, job));
    const isDone = first.runId !== null && first.failures.length === 0;
    if (job.twice === undefined || !isDone) return first;
    const second = await begin(changing, job);
    return job.twice === 'first' ? joined(first, second) : afterFirst(first, second);
  });
}

/** The first run did what was asked for; the second one can only add its own failures and warnings. */
function joined(first: Answer, { exitCode, failures, warnings }: Answer): Answer {
  return { ...first, exitCode, failures, warnings: [...first.warnings, ...warnings] };
}

/**
 * The second run does what was asked for. Where it refuses, the first one stays as it is; where it finds nothing to
 * do, the first one did all.
 */
function afterFirst(first: Answer, second: Answer): Answer {
  if (second.runId === null && second.failures.length === 0) return first;
  const failures = second.runId === null ? second.failures.map(inPart) : second.failures;
  return { ...second, changed: true, runId: second.runId ?? first.runId, failures };
}

/** A refusal says that nothing was changed, which holds for its own part alone. */
const inPart = (failure: Answer['failures'][number]): Answer['failures'][number] => ({
  ...failure,
  state: 'the first part of the command is done, as the message says; nothing else was changed',
});

async function dryRun(parts: Parts, job: Job, options: JobOptions): Promise<Answer> {
  mustBeFinished(await unfinishedRun(parts.reader, parts.stateDir));
  const survey = await job.survey(parts);
  if (survey.plan.refusals.length > 0) return refusedAnswer(job.command, survey);
  return dryRunAnswer(job.command, survey, options);
}

/**
 * Continues a run that this same command started. A run that is being undone is undone to the end;
 * then the host is as it was before it, and the command starts again.
 * @returns null if the command has to start again
 * @throws DmctlError DM054 if another command started the run
 */
async function goOn(changing: Changing, job: Job, run: Run): Promise<Answer | null> {
  if (!isDeepStrictEqual(run.request, asJournaled(job.request))) mustBeFinished(run);
  const walked = await walkRun(changing, run.runId, (apply) => resumeRun(apply, run));
  const isBack = walked.end.end === 'put-back' && walked.failures.length === 0;
  if (isBack) return null;
  return accountedAnswer(job, changing.parts, run.plan, walked);
}

/** The request as a journal would give it back. */
const asJournaled = (request: Request): Request => JSON.parse(JSON.stringify(request)) as Request;

async function begin(changing: Changing, job: Job): Promise<Answer> {
  const { parts, stop } = changing;
  const survey = await job.survey(parts);
  const { plan } = survey;
  if (plan.refusals.length > 0) return refusedAnswer(job.command, survey);
  if (plan.steps.length === 0) return nothingToDoAnswer(job.command, survey);
  await job.consent?.(survey);
  if (stop.requested !== null) throw stoppedBefore(stop.requested);
  const { user, version } = parts;
  const runId = newRunId();
  const opening = { runId, request: job.request, user, version };
  const walked = await walkRun(changing, runId, (apply) => applyPlan(apply, plan, opening));
  return accountedAnswer(job, parts, plan, walked);
}

/** The answer if the plan is refused: all reasons, the first of which gives the exit code. */
function refusedAnswer(command: string, { plan, data }: Survey): Answer {
  return {
    ...plainAnswer(command),
    exitCode: plan.refusals[0]?.exitCode ?? EXIT.refused,
    data,
    warnings: plan.warnings,
    failures: plan.refusals.map((reason) => refused(reason).failure),
  };
}

/** The answer if no change is needed. */
function nothingToDoAnswer(command: string, survey: Survey): Answer {
  const { plan, data, nothingToDo } = survey;
  const { warnings } = plan;
  const text: Answer['text'] = (style) => nothingToDoText(nothingToDo(style), warnings, style);
  return { ...plainAnswer(command), data, warnings, text };
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

async function accountedAnswer(
  { command, account }: Job,
  parts: Parts,
  plan: Plan,
  walked: WalkedRun,
): Promise<Answer> {
  const { end } = walked;
  const told = await account(parts, plan, end);
  const { done, next = 'check the result with dmctl verify', warnings } = told;
  return ranAnswer(command, walked, told, (style) =>
    doneText(done(style), end.runId, next, warnings, style),
  );
}

/** The answer of a command whose run has ended. @param text for people, if it ended as intended */
export function ranAnswer(
  command: string,
  { end, failures }: WalkedRun,
  { data, warnings }: Pick<Account, 'data' | 'warnings'>,
  text: Answer['text'],
): Answer {
  return {
    command,
    changed: end.changed,
    exitCode: failures[0]?.exitCode ?? EXIT.done,
    runId: end.runId,
    data,
    warnings,
    failures,
    text: failures.length === 0 ? text : () => '',
  };
}
