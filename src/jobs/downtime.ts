import { readJournal, runFolder } from '../apply/journal.ts';
import type { Host } from '../model/host.ts';

/**
 * How long Docker was down in a run, in seconds: from the first stop until it last came up. null: the run
 * did not stop it, or it is not up again.
 */
export async function downtimeSeconds(
  reader: Host,
  stateDir: string,
  runId: string,
): Promise<number | null> {
  const bytes = await reader.readBytes(`${runFolder(stateDir, runId)}/journal.jsonl`);
  if (bytes === null) return null;
  const { records } = readJournal(Buffer.from(bytes).toString('utf8'));
  const timesOf = (kind: 'intent' | 'verified', id: string): readonly number[] =>
    records.flatMap((one) =>
      one.kind === kind && one.direction === 'do' && one.step === id ? [Date.parse(one.at)] : [],
    );
  const [stopped] = timesOf('intent', 'stop-docker');
  const started = timesOf('verified', 'start-docker').at(-1);
  if (stopped === undefined || started === undefined || started < stopped) return null;
  return Math.round((started - stopped) / 100) / 10;
}

/** The contract's figures of a migration, for commands that convert nothing. */
export const NO_FIGURES = {
  ...{ images: null, layers: null, containers: null, bytes: null },
  ...{ downtimeSeconds: null, verified: null, notCarried: [] },
} as const;
