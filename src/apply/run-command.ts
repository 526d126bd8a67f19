import type { Command, Outcome } from '../model/command.ts';
import type { Host } from '../model/host.ts';

/** What came of an action. `detail` has the tool's or the system's own words. */
export interface Performed {
  readonly ok: boolean;
  readonly detail: string;
  /** The action found another state than it expects and did nothing at all. */
  readonly untouched: boolean;
  /** The program call behind a failure. */
  readonly command: Command | null;
  readonly outcome: Outcome | null;
}

/**
 * One call of a program. A failure is data.
 * @throws HostError when the program is missing or cannot be started
 */
export async function runCommand(host: Host, command: Command): Promise<Performed> {
  const outcome = await host.run(command);
  const ok = outcome.exitCode === 0;
  const words = outcome.stderr.trim() || outcome.stdout.trim();
  return { ok, detail: ok ? '' : words, untouched: false, command, outcome };
}
