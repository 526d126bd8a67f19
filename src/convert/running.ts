import { howItEnded, type Command } from '../model/command.ts';
import { HostError, type Host } from '../model/host.ts';

/** Runs a program and returns its output. @throws HostError 'cannot-write' unless it exits with 0 */
export async function mustRun(host: Host, command: Command): Promise<string> {
  const outcome = await host.run(command);
  if (outcome.exitCode === 0) return outcome.stdout;
  const call = [command.program, ...command.args].join(' ');
  const message = `${call} ${howItEnded(outcome)}: ${outcome.stderr.trim()}`;
  throw new HostError('cannot-write', command.program, message);
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** Makes one error of two, the first of which is the reason. */
function bothOf(first: unknown, second: unknown): HostError {
  const kind = first instanceof HostError ? first.kind : 'cannot-write';
  const subject = first instanceof HostError ? first.subject : 'layer';
  const message = `${wordsOf(first)}; afterwards: ${wordsOf(second)}`;
  return new HostError(kind, subject, message, { cause: new AggregateError([first, second]) });
}

/**
 * Does work, and undoes what was done for it if the work fails.
 * @throws what the work throws; a HostError with the words of both when `undo` fails, too
 */
export async function undoing<T>(work: () => Promise<T>, undo: () => Promise<unknown>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    try {
      await undo();
    } catch (second) {
      throw bothOf(error, second);
    }
    throw error;
  }
}

/**
 * Does work, then closes what was opened for it, whether the work succeeded or not.
 * @throws what the work or `close` throws; a HostError with the words of both when both fail
 */
export async function closing<T>(
  work: () => Promise<T>,
  close: () => Promise<unknown>,
): Promise<T> {
  const result = await undoing(work, close);
  await close();
  return result;
}
