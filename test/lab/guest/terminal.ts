import { quote } from 'zx';

export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

/**
 * The command line that runs a command on a pseudo-terminal, with script(1) of util-linux, whose
 * exit code is then the command's. `ttyFile` gets the terminal's name, for later changes of size.
 */
export function onTerminal(
  argv: readonly string[],
  { rows, columns }: TerminalSize,
  ttyFile = '/dev/null',
): readonly string[] {
  const size = `stty rows ${String(rows)} columns ${String(columns)}`;
  const inner = `tty >${quote(ttyFile)}; ${size}; exec ${argv.map(quote).join(' ')}`;
  return ['script', '--quiet', '--return', '--flush', '--command', inner, '/dev/null'];
}
