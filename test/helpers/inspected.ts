import { inspect } from '../../src/reports/inspect.ts';
import { createParts } from '../../src/run/context.ts';
import type { Command, Outcome } from '../../src/model/command.ts';
import type { Host } from '../../src/model/host.ts';
import type { InspectSubject } from '../../src/model/facts/layers.ts';
import { recordedHost, type Changes } from './recorded-host.ts';

/** What every message to the pool comes to, but for those that are named. */
const DONE: Outcome = { exitCode: 0, signal: null, stdout: '', stderr: '', durationMs: 0 };

const lineOf = ({ program, args }: Command): string => `${program} ${args.join(' ')}`;

/**
 * `dmctl inspect` on a recorded host. Its pool takes messages, which is all that inspect sends.
 * @param refused the outcome of reserve_metadata_snap; left out: it is taken
 */
export async function inspected(
  name: string,
  subject: InspectSubject,
  { changes = {}, refused = DONE }: { readonly changes?: Changes; readonly refused?: Outcome } = {},
) {
  const recorded = recordedHost(name, changes);
  const sent: string[] = [];
  const send = (command: Command, outcome: Outcome): Promise<Outcome> => {
    sent.push(lineOf(command));
    return Promise.resolve(outcome);
  };
  const host: Host = {
    ...recorded.host,
    run: (command) => (command.writes ? send(command, refused) : recorded.host.run(command)),
    runAtEnd: (command) =>
      Promise.resolve({ now: () => send(command, DONE), never: () => Promise.resolve() }),
  };
  const answer = await inspect(
    { ...createParts({ version: '0', stopwatch: null }), host, reader: recorded.host },
    subject,
  );
  return { answer, sent, started: recorded.started };
}
