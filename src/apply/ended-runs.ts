import { HostError, type Host } from '../model/host.ts';
import type { Request, Run } from '../model/plan/journal.ts';
import { sealed, unsealed } from './journal.ts';

/** The part of a run that is over by which later runs find it, without its journal. */
export interface EndedRun {
  readonly runId: string;
  readonly openedAt: string;
  readonly end: 'done' | 'put-back';
  readonly request: Request;
}

/** One line for each run that is over, so that a host with thousands of them need not read their journals. */
const indexPath = (stateDir: string): string => `${stateDir}/ended.jsonl`;

/**
 * Reads the index of runs that are over, by run id. It can lack runs, and then their journals tell: a line
 * that is torn or damaged counts for nothing.
 */
export async function endedRuns(
  host: Host,
  stateDir: string,
): Promise<ReadonlyMap<string, EndedRun>> {
  const bytes = await host.readBytes(indexPath(stateDir));
  const lines = bytes === null ? [] : Buffer.from(bytes).toString('utf8').split('\n');
  const ended = lines.flatMap((line): readonly EndedRun[] => {
    const text = unsealed(line);
    return text === null ? [] : [JSON.parse(text) as EndedRun];
  });
  return new Map(ended.map((run) => [run.runId, run]));
}

/** Adds a run that is over to the index. A failure is none of the run's: the journal has its end. */
export async function noteEnded(host: Host, stateDir: string, run: Run): Promise<void> {
  const end = run.closed?.end;
  if (end !== 'done' && end !== 'put-back') return;
  const { runId, openedAt, request } = run;
  try {
    const file = await host.openAppend(indexPath(stateDir));
    await file.append(sealed(JSON.stringify({ runId, openedAt, end, request } satisfies EndedRun)));
    await file.close();
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
  }
}
