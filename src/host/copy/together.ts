import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { howItEnded, type Outcome } from '../../model/command.ts';
import { HostError } from '../../model/host.ts';
import { hostError } from '../os-error.ts';
import type { Piped } from '../spawn.ts';

/** Writes to a pipe and waits while it is full. @throws when the program at its end is gone */
export async function writeTo(pipe: Writable, content: Buffer): Promise<void> {
  if (pipe.destroyed || pipe.errored !== null) throw pipe.errored ?? new Error('EPIPE');
  if (pipe.write(content)) return;
  const closed = new AbortController();
  const isClosed = once(pipe, 'close', { signal: closed.signal }).then(() => {
    throw pipe.errored ?? new Error('EPIPE');
  });
  isClosed.catch(() => undefined);
  try {
    await Promise.race([once(pipe, 'drain', { signal: closed.signal }), isClosed]);
  } finally {
    closed.abort();
  }
}

/** Returns tar's words about a failure; null if it exited with 0 and printed nothing. */
function complaint(outcome: Outcome): string | null {
  const words = outcome.stderr.trim();
  if (outcome.exitCode === 0 && words === '') return null;
  return `tar ${howItEnded(outcome)}: ${words === '' ? 'no message' : words}`;
}

function failureOf(
  programs: readonly Piped[],
  outcomes: readonly Outcome[],
  cause: unknown,
): HostError {
  // A refusal of ours is why they were ended.
  if (cause instanceof HostError) return cause;
  // The pipe of a program that gave up breaks; what it said is the reason, not the broken pipe.
  const own = outcomes.filter(({ exitCode }) => exitCode !== null);
  const words = own.map(complaint).filter((said) => said !== null);
  if (words.length === 0) return hostError('cannot-write', 'tar', cause);
  return new HostError('cannot-write', 'tar', words.join('; '), { cause });
}

/**
 * Does work with running programs, and waits for the end of all. They are ended when the work fails,
 * and never otherwise.
 * @param tasks run side by side; they end with all of the programs' pipes used up
 * @throws HostError from the work, or quoting a program that failed or had something to say
 */
export async function together(
  programs: readonly Piped[],
  tasks: readonly Promise<void>[],
): Promise<void> {
  let failure: { readonly cause: unknown } | null = null;
  try {
    await Promise.all(tasks);
  } catch (cause) {
    failure = { cause };
    for (const program of programs) program.end();
    await Promise.allSettled(tasks);
  }
  const outcomes = await Promise.all(programs.map(({ ended }) => ended));
  if (failure !== null) throw failureOf(programs, outcomes, failure.cause);
  const words = outcomes.map(complaint).filter((said) => said !== null);
  if (words.length > 0) throw new HostError('cannot-write', 'tar', words.join('; '));
}
