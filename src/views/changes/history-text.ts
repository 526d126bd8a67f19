import type { Run } from '../../model/plan/journal.ts';
import type { PartGrowth, Plan, Step } from '../../model/plan/plan.ts';
import type { Style } from '../style.ts';
import { typedCommand } from './typed-command.ts';
import { counted, printable } from '../text.ts';

/** How a run ended, as JSON says it. */
export type RunOutcome = 'done' | 'put-back' | 'put-back-failed' | 'unfinished';

export const outcomeOf = (run: Pick<Run, 'closed'>): RunOutcome => run.closed?.end ?? 'unfinished';

const WORDS: Record<RunOutcome, string> = {
  done: 'done',
  'put-back': 'rolled back',
  'put-back-failed': 'half undone',
  unfinished: 'unfinished',
};

/** A run, with what `dmctl history` shows besides its journal. */
export interface ToldRun {
  readonly run: Run;
  /** Path of its log; null if it has none. */
  readonly log: string | null;
  /** Ids of the steps that a rollback left in place because they cannot be undone. */
  readonly kept: readonly string[];
}

const isGivenUp = ({ run, kept }: ToldRun): boolean =>
  outcomeOf(run) === 'put-back' && kept.length > 0;

/** For each teardown that was given up and not finished since, the command that finishes it. */
function waysOn(runs: readonly ToldRun[]): readonly string[] {
  const teardowns = runs.filter(({ run }) => run.request.command === 'teardown');
  const isLast = ({ run }: ToldRun): boolean =>
    teardowns.findLast((other) => confirmOf(other) === confirmOf({ run }))?.run === run;
  return teardowns
    .filter((told) => isGivenUp(told) && isLast(told))
    .map((told) => `dmctl teardown --confirm ${confirmOf(told)} removes what is left.`);
}

const confirmOf = ({ run }: Pick<ToldRun, 'run'>): string => String(run.request.options['confirm']);

function paint(outcome: RunOutcome, text: string, style: Style): string {
  if (outcome === 'done') return style.green(text);
  return outcome === 'put-back' ? style.yellow(text) : style.red(text);
}

/** Lists earlier runs, oldest first: who asked for what, what was done and how it ended. */
export function historyText(runs: readonly ToldRun[], style: Style): string {
  if (runs.length === 0) return 'No runs on record.\n';
  const lines = runs.map((run) => runText(run, style));
  const open = runs.some(({ run }) => ['unfinished', 'put-back-failed'].includes(outcomeOf(run)));
  const hints = [
    ...(open
      ? ['Continue the unfinished run with dmctl resume, or undo it with dmctl rollback.']
      : []),
    ...waysOn(runs),
  ];
  return [...lines, ...(hints.length === 0 ? [] : ['', ...hints]), ''].join('\n');
}

function runText(told: ToldRun, style: Style): string {
  const { run, log } = told;
  const outcome = outcomeOf(run);
  const at = run.openedAt.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
  const ended = isGivenUp(told) ? 'given up' : WORDS[outcome];
  const word = paint(outcome, ended.padEnd(13), style);
  const head = `${style.bold(run.runId)}  ${at}  ${word}  ${typedCommand(run.request)}`;
  const words = [
    ...grown(run.plan, style),
    stepsText(run),
    ...(outcome === 'unfinished' || outcome === 'put-back-failed' ? stoppedIn(run) : []),
    ...(isGivenUp(told) ? leftText(told) : []),
    ...(log === null ? [] : [log]),
  ];
  return `${head}  ${style.dim(`by ${printable(run.user)}`)}\n        ${style.dim(words.join('; '))}`;
}

/** `data 9.496 GiB -> 19.8 GiB`. */
function grown({ growth }: Plan, style: Style): readonly string[] {
  const part = (name: string, { from, to }: PartGrowth): readonly string[] =>
    from === to ? [] : [`${name} ${style.size(from)} -> ${style.size(to)}`];
  return growth === undefined
    ? []
    : [...part('data', growth.data), ...part('metadata', growth.metadata)];
}

/** Counts the plan's own steps: a repair of a step does not count as another one. */
function stepsText({ plan, progress }: Run): string {
  const verified = new Set(
    progress.flatMap(({ step, state }) => (['deferred', 'verified'].includes(state) ? [step] : [])),
  );
  const finished = (steps: readonly Step[]) => steps.filter(({ id }) => verified.has(id)).length;
  const done = finished(plan.steps);
  const undone = finished(plan.steps.flatMap(({ undo }) => undo));
  const all = plan.steps.length;
  const forward =
    done === all ? counted(all, 'step') : `${String(done)} of ${counted(all, 'step')}`;
  return undone === 0 ? forward : `${forward}, then ${counted(undone, 'step')} undone`;
}

/** Says where an unfinished run stopped: `stopped after 'Stop Docker'`; empty if no step was begun. */
export function stoppedIn({ plan, progress }: Run): readonly string[] {
  const last = progress.at(-1);
  const all = plan.steps.flatMap((step) => [step, ...step.undo]);
  const title = all.find(({ id }) => id === last?.step)?.title;
  if (last === undefined || title === undefined) return [];
  return [`${last.state === 'verified' ? 'stopped after' : 'stopped in'} '${title}'`];
}

/** Names what a run that was given up would still have removed. */
function leftText({ run, kept }: ToldRun): readonly string[] {
  const { steps } = run.plan;
  const last = steps.findLastIndex(({ id }) => kept.includes(id));
  const left = steps.slice(last + 1).filter(({ final }) => final === true);
  return left.length === 0 ? [] : [`left in place: ${left.map(({ title }) => title).join(', ')}`];
}
