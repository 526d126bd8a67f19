import { reads, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import { wholeLines } from '../model/lines.ts';

const SOURCE = 'dockerd --version';

/**
 * Asks the binary, so it works while the daemon is stopped.
 * @param at its full path, if it lies elsewhere than programs usually do
 */
export const dockerdVersion = (at: string | null = null): Command => {
  const command = reads('dockerd', ['--version'], 30_000);
  return at === null ? command : { ...command, at };
};

/** `20.10.24` of `Docker version 20.10.24+dfsg1, build 297e128`. @throws ParseError */
export function parseDockerdVersion(stdout: string): string {
  const text = wholeLines(SOURCE, stdout).join('\n');
  const version = /^Docker version (\d+(?:\.\d+)+)/m.exec(text)?.[1];
  if (version !== undefined) return version;
  throw new ParseError(SOURCE, 'Docker version N.N.N', stdout);
}
