import type { Outcome } from '../model/command.ts';

/** An option as it is written on a command line: `-J`, `--json`. */
export type Option = `-${string}`;

/**
 * True if a program ended because it does not know this option. The words are those of
 * getopt_long(3) in the C locale (glibc, posix/getopt.c); glibc before 2.17 begins a quotation
 * with a backquote. Usage text follows in later lines.
 */
export function isUnknownOption({ exitCode, stdout, stderr }: Outcome, option: Option): boolean {
  if (exitCode === null || exitCode === 0 || stdout !== '') return false;
  const [firstLine = ''] = stderr.split('\n', 1);
  const words = option.startsWith('--')
    ? `unrecognized option '${option}'`
    : `invalid option -- '${option.slice(1)}'`;
  return firstLine.replace('`', "'").endsWith(`: ${words}`);
}
