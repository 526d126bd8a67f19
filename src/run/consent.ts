import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { refused, type DmctlError } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';

/** Whether a person can be asked, and has to be. */
export interface Asking {
  /** --yes: the answer is yes already. */
  readonly yes: boolean;
  /** --no-input, --json or --quiet: ask nothing. */
  readonly silent: boolean;
}

/** Questions go to standard error: standard output is for the answer of the command. */
const TERMINAL = { input: process.stdin, output: process.stderr };

/**
 * Asks for consent, unless --yes has given it. Only `y` or `yes` is consent.
 * @throws DmctlError DM072 (21) if it is declined, or if nobody can be asked
 */
export async function consent(question: string, { yes, silent }: Asking): Promise<void> {
  if (yes) return;
  const { input, output } = TERMINAL;
  if (silent || !input.isTTY || !output.isTTY)
    throw notGiven('there is no terminal to ask on, or questions are switched off');
  const answer = await ask(`${question} [y/N] `);
  if (!/^\s*y(es)?\s*$/i.test(answer)) throw notGiven('the answer was no');
}

/** Returns '' if the terminal is closed (Ctrl-D, a lost connection) or interrupted (Ctrl-C). */
async function ask(question: string): Promise<string> {
  // The terminal edits the line itself: readline would reset its mode, and throws if it is gone.
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
  refused({
    code: 'DM072',
    exitCode: EXIT.notConfirmed,
    message: 'not confirmed',
    why,
    fix: ['answer the question with y, or add --yes'],
  });
