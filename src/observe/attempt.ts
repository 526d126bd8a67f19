import { howItEnded, type Command, type Outcome } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import { HostError, type Host } from '../model/host.ts';
import { known, unknown, type Known } from '../model/known.ts';

/** Is this the host's fault, or its tools', and not dmctl's own? */
export function isOfTheHost(error: unknown): error is HostError | ParseError {
  return error instanceof HostError || error instanceof ParseError;
}

/** What `work` found, or why it could not be found. Anything but the host's own errors is a bug. */
export async function attempt<T>(work: () => Promise<T>): Promise<Known<T>> {
  try {
    return known(await work());
  } catch (error) {
    if (isOfTheHost(error)) return unknown(error.message);
    throw error;
  }
}

/**
 * stdout of a reading call that has to succeed.
 * @throws HostError in the tool's own words when it exits with another code than 0
 */
export async function answerOf(host: Host, command: Command): Promise<string> {
  return (await goodOutcome(host, command)).stdout;
}

/**
 * What a reading call that has to succeed printed on stdout and stderr.
 * @throws HostError in the tool's own words when it exits with another code than 0
 */
export async function goodOutcome(host: Host, command: Command): Promise<Outcome> {
  return mustSucceed(command, await host.run(command));
}

/** @throws HostError in the tool's own words when it exited with another code than 0 */
export function mustSucceed(command: Command, outcome: Outcome): Outcome {
  const { exitCode, stdout, stderr } = outcome;
  if (exitCode === 0) return outcome;
  const [verb = ''] = command.args;
  const words = shortened(stderr.trim() || stdout.trim());
  throw new HostError(
    'cannot-read',
    command.program,
    `${command.program} ${verb} ${howItEnded(outcome)}: ${words}`,
  );
}

/** util-linux prints its usage, up to 65 lines, behind an option that it does not know. */
const USAGE = /\n\s*Usage:[^]*$/;

/** Lines from each end of what a tool said that one message holds: LVM warns first and ends with the reason. */
const LINES_AT_ENDS = 4;

function shortened(said: string): string {
  const lines = said.replace(USAGE, '').split('\n');
  if (lines.length <= 2 * LINES_AT_ENDS) return lines.join('\n');
  return [...lines.slice(0, LINES_AT_ENDS), '...', ...lines.slice(-LINES_AT_ENDS)].join('\n');
}

/** Runs `work` at most once, when it is first asked for. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => (running ??= work());
}
