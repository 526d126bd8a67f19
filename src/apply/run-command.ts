import type { Command, Outcome } from '../model/command.ts';
import type { Host } from '../model/host.ts';

/** The result of an action. `detail` has the message of the tool or the system. */
export interface Performed {
  readonly ok: boolean;
  readonly detail: string;
  /** True if the action found an unexpected state and did nothing at all. */
  readonly untouched: boolean;
  /** The program call behind a failure. */
  readonly command: Command | null;
  readonly outcome: Outcome | null;
}

/** An action that did what it was to do. */
export const SUCCESS: Performed = {
  ok: true,
  detail: '',
  untouched: false,
  command: null,
  outcome: null,
};

/**
 * Runs one program. A failure is data.
 * @throws HostError if the program is missing or cannot be started
 */
export async function runCommand(host: Host, command: Command): Promise<Performed> {
  const outcome = await host.run(command);
  const ok = outcome.exitCode === 0;
  const words = outcome.stderr.trim() || outcome.stdout.trim();
  return { ok, detail: ok ? '' : words, untouched: false, command, outcome };
}
