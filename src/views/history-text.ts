import type { Run } from '../model/journal.ts';
import type { Style } from './style.ts';

/** How a run ended, in the contract's words. */
export type RunOutcome = 'done' | 'put-back' | 'put-back-failed' | 'unfinished';

export const outcomeOf = (run: Pick<Run, 'closed'>): RunOutcome => run.closed?.end ?? 'unfinished';

const WORDS: Record<RunOutcome, string> = {
  done: 'done',
  'put-back': 'put back',
  'put-back-failed': 'half put back',
  unfinished: 'unfinished',
};

function paint(outcome: RunOutcome, text: string, style: Style): string {
  if (outcome === 'done') return style.green(text);
  return outcome === 'put-back' ? style.yellow(text) : style.red(text);
}

/** Earlier runs, oldest first, one line each. */
export function historyText(runs: readonly Run[], style: Style): string {
  if (runs.length === 0) return 'There are no runs on record.\n';
  const lines = runs.map((run) => {
    const outcome = outcomeOf(run);
    const at = run.openedAt.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
    const command = [run.request.command, ...run.request.devices].join(' ');
    const word = paint(outcome, WORDS[outcome].padEnd(13), style);
    return `${style.bold(run.runId)}  ${at}  ${word}  ${command}  ${style.dim(`by ${run.user}`)}`;
  });
  const open = runs.some((run) => ['unfinished', 'put-back-failed'].includes(outcomeOf(run)));
  const hint = open
    ? '\ndmctl resume goes on with the unfinished run, dmctl rollback undoes it.\n'
    : '';
  return `${lines.join('\n')}\n${hint}`;
}
