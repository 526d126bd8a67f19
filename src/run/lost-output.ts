import { closeLostTerminals, reportShortWrites } from '../host/standard-streams.ts';
import type { Code } from '../model/codes/index.ts';
import { EXIT, PLUGIN_EXIT } from '../model/exit-codes.ts';
import type { Answer } from '../views/answer.ts';
import type { Output } from './output.ts';
import type { Streams } from './show.ts';

const CODE: Code = 'DM009';

/** Whether nobody misses the output: `| head -1`, a closed socket, a terminal that is gone. */
const isReaderGone = (
  { code = '' }: NodeJS.ErrnoException,
  { isTTY }: NodeJS.WriteStream,
): boolean => ['EPIPE', 'ECONNRESET'].includes(code) || (code === 'EIO' && isTTY);

/** Resolves when everything written to the stream so far has been output, or is lost. */
const settled = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });

/**
 * Records which of the two streams cannot be written (a full disk, a descriptor not open for writing).
 * An error of a stream ends nothing: it may come in the middle of a run.
 */
export class LostOutput {
  private readonly streams: Streams;
  /** Why each could not be written; null if nothing is lost. */
  private readonly why: Record<keyof Streams, string | null> = { stdout: null, stderr: null };

  constructor(streams: Streams) {
    this.streams = streams;
    process.once('exit', closeLostTerminals);
    for (const [name, fd] of [
      ['stdout', 1],
      ['stderr', 2],
    ] as const) {
      const stream = streams[name];
      reportShortWrites(stream, fd);
      // oclif's own listener throws errors other than EPIPE, and nobody catches them.
      stream.removeAllListeners('error');
      stream.on('error', (error: NodeJS.ErrnoException) => {
        if (!isReaderGone(error, stream)) this.why[name] ??= error.message.replace(/, write$/, '');
      });
    }
  }

  /**
   * Waits until the answer is output, and reports a stream that could not be written on the other one;
   * with --json nothing is added to standard output.
   * @returns the exit code: 74 for a command that succeeded but whose answer is lost
   */
  async tell(answer: Pick<Answer, 'command' | 'exitCode' | 'runId'>, { json }: Output) {
    const { stdout, stderr } = this.streams;
    await Promise.all([settled(stdout), settled(stderr)]);
    const { why } = this;
    const { runId } = answer;
    const history = runId === null ? '' : `; dmctl history shows how run ${runId} ended`;
    const line = (name: string, error: string): string =>
      `error ${CODE}: ${name} could not be written: ${error}${history}\n`;
    if (why.stdout !== null) stderr.write(line('standard output', why.stdout));
    else if (why.stderr !== null && !json) stdout.write(line('standard error', why.stderr));
    return why.stdout === null ? answer.exitCode : withoutAnswer(answer);
  }
}

/**
 * The exit code of a command whose answer is lost. A failure keeps its code, which tells what to do; a
 * plugin cannot report OK without its line.
 */
export function withoutAnswer({ command, exitCode }: Pick<Answer, 'command' | 'exitCode'>) {
  const succeeded = exitCode === EXIT.done || exitCode === EXIT.changesPending;
  if (!succeeded) return exitCode;
  return command === 'check' ? PLUGIN_EXIT.UNKNOWN : EXIT.unwritten;
}
