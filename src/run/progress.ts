import { silent, type Progress } from '../views/progress/progress.ts';
import { progressLines } from '../views/progress/lines.ts';
import type { Output } from './output.ts';
import { styleFor } from './show.ts';

/** Progress goes to standard error, so that standard output holds the answer alone. */
export async function openProgress(
  output: Output,
  stderr: NodeJS.WriteStream = process.stderr,
): Promise<Progress> {
  if (output.json || output.quiet) return silent;
  const canvas = {
    write: (text: string) => void stderr.write(text),
    style: styleFor(stderr, output),
    verbose: output.verbose,
  };
  const moves = stderr.isTTY && process.env['TERM'] !== 'dumb' && (process.env['CI'] ?? '') === '';
  if (!moves) return progressLines(canvas);
  const { progressTerminal } = await import('../views/progress/terminal.ts');
  return progressTerminal(canvas, stderr);
}
