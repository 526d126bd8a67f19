import { closeLostTerminals, reportShortWrites } from '../host/standard-streams.ts';
import type { Code } from '../model/codes/index.ts';
import { EXIT, PLUGIN_EXIT } from '../model/exit-codes.ts';
import type { Answer } from '../views/answer.ts';
import type { Output } from './output.ts';
import type { Streams } from './show.ts';

const CODE: Code = 'DM009';

/** `| head -1`, a socket that was closed, a terminal that is gone: nobody misses the output. */
const isReaderGone = (
  { code = '' }: NodeJS.ErrnoException,
  { isTTY }: NodeJS.WriteStream,
): boolean => ['EPIPE', 'ECONNRESET'].includes(code) || (code === 'EIO' && isTTY);

/** Resolves when everything written to the stream so far is out, or lost. */
const settled = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });

/**
 * Notes which of the two streams cannot be written (a full disk, a descriptor that is not open for
 * writing). An error of a stream ends nothing: it may come in the middle of a run.
 */
export class LostOutput {
  private readonly streams: Streams;
  /** Why each could not be written; null: nothing is lost. */
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
      // oclif's own listener throws what is no EPIPE, as an error that nobody catches.
      stream.removeAllListeners('error');
      stream.on('error', (error: NodeJS.ErrnoException) => {
        if (!isReaderGone(error, stream)) this.why[name] ??= error.message.replace(/, write$/, '');
      });
    }
  }

  /**
   * Waits until the answer is out, and says on the stream that works what could not be written on the
   * other; with --json standard output is left alone.
   * @returns the exit code: without its answer a command that went well ends with 74 instead
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
 * The exit code of a command whose answer is lost. A failure keeps its code, which says what to do; a
 * plugin cannot say OK without its line.
 */
export function withoutAnswer({ command, exitCode }: Pick<Answer, 'command' | 'exitCode'>) {
  const wentWell = exitCode === EXIT.done || exitCode === EXIT.changesPending;
  if (!wentWell) return exitCode;
  return command === 'check' ? PLUGIN_EXIT.UNKNOWN : EXIT.unwritten;
}
