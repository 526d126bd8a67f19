import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { DmctlError } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';

/** How a person can be asked. */
export interface Asking {
  /** --yes: the answer is given already. */
  readonly yes: boolean;
  /** --no-input, --json, --quiet: nobody is to be asked. */
  readonly silent: boolean;
}

/** Where questions are put and answered; standard output holds the answer of the command alone. */
const TERMINAL = { input: process.stdin, output: process.stderr };

/**
 * Asks, unless --yes has said it already. Only `y` or `yes` is consent.
 * @throws DmctlError DM072 (21) where it is declined, or nobody can be asked
 */
export async function consent(question: string, { yes, silent }: Asking): Promise<void> {
  if (yes) return;
  const { input, output } = TERMINAL;
  if (silent || !input.isTTY || !output.isTTY) throw notGiven('nobody could be asked');
  const answer = await ask(`${question} [y/N] `);
  if (!/^\s*y(es)?\s*$/i.test(answer)) throw notGiven('the answer was no');
}

/** '' where the terminal is closed (Ctrl-D, a lost connection) or interrupted (Ctrl-C). */
async function ask(question: string): Promise<string> {
  // The terminal edits the line itself: readline would set its mode back, and throws where it is gone.
  const lines = createInterface({ ...TERMINAL, terminal: false });
  const gone = once(lines, 'close').then(() => '');
  const leave = (): void => {
    TERMINAL.output.write('\n');
    lines.close();
  };
  process.once('SIGINT', leave);
  const answer = await Promise.race([lines.question(question), gone]);
  process.off('SIGINT', leave);
  lines.close();
  return answer;
}

const notGiven = (why: string): DmctlError =>
  new DmctlError({
    code: 'DM072',
    exitCode: EXIT.notConfirmed,
    message: 'it is not confirmed',
    why,
    fix: ['answer the question with y, or add --yes'],
    state: 'nothing was changed',
  });
