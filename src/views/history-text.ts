import type { Run } from '../model/journal.ts';
import type { PartGrowth, Plan } from '../model/plan.ts';
import { counted } from './step-text.ts';
import type { Style } from './style.ts';
import { typedCommand } from './typed-command.ts';

/** How a run ended, in the contract's words. */
export type RunOutcome = 'done' | 'put-back' | 'put-back-failed' | 'unfinished';

export const outcomeOf = (run: Pick<Run, 'closed'>): RunOutcome => run.closed?.end ?? 'unfinished';

const WORDS: Record<RunOutcome, string> = {
  done: 'done',
  'put-back': 'put back',
  'put-back-failed': 'half put back',
  unfinished: 'unfinished',
};

/** A run, and where its log is; null: it has none. */
export interface LoggedRun {
  readonly run: Run;
  readonly log: string | null;
}

function paint(outcome: RunOutcome, text: string, style: Style): string {
  if (outcome === 'done') return style.green(text);
  return outcome === 'put-back' ? style.yellow(text) : style.red(text);
}

/** Earlier runs, oldest first: what was asked for by whom and how it ended, and what was done. */
export function historyText(runs: readonly LoggedRun[], style: Style): string {
  if (runs.length === 0) return 'There are no runs on record.\n';
  const lines = runs.map((run) => runText(run, style));
  const open = runs.some(({ run }) => ['unfinished', 'put-back-failed'].includes(outcomeOf(run)));
  const hint = open
    ? '\ndmctl resume goes on with the unfinished run, dmctl rollback undoes it.\n'
    : '';
  return `${lines.join('\n')}\n${hint}`;
}

function runText({ run, log }: LoggedRun, style: Style): string {
  const outcome = outcomeOf(run);
  const at = run.openedAt.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
  const word = paint(outcome, WORDS[outcome].padEnd(13), style);
  const head = `${style.bold(run.runId)}  ${at}  ${word}  ${typedCommand(run.request)}`;
  const told = [...grown(run.plan, style), stepsText(run), ...(log === null ? [] : [log])];
  return `${head}  ${style.dim(`by ${run.user}`)}\n        ${style.dim(told.join('; '))}`;
}

/** `data 9.496 GiB -> 19.8 GiB`. */
function grown({ growth }: Plan, style: Style): readonly string[] {
  const part = (name: string, { from, to }: PartGrowth): readonly string[] =>
    from === to ? [] : [`${name} ${style.size(from)} -> ${style.size(to)}`];
  return growth === undefined
    ? []
    : [...part('data', growth.data), ...part('metadata', growth.metadata)];
}

function stepsText({ plan, progress }: Run): string {
  const finished = (direction: 'do' | 'undo'): number =>
    progress.filter((entry) => entry.direction === direction && entry.state === 'verified').length;
  const [done, undone] = [finished('do'), finished('undo')];
  const all = plan.steps.length;
  const forward =
    done === all ? counted(all, 'step') : `${String(done)} of ${counted(all, 'step')}`;
  return undone === 0 ? forward : `${forward}, ${String(undone)} to put back`;
}
