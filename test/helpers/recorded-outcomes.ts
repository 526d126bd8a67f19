import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../src/model/command.ts';
import { readRecording } from './recorded-host.ts';

const HOSTS = join(import.meta.dirname, '../../fixtures/hosts');

export interface RecordedOutcome {
  /** Name of the recorded host. */
  readonly host: string;
  /** Program and arguments in one line. */
  readonly call: string;
  readonly outcome: Outcome;
}

const recordedHosts = (): readonly string[] => readdirSync(HOSTS).sort();

/** What every recorded host answered to the calls that begin with these words. */
export function outcomesOf(beginning: string): readonly RecordedOutcome[] {
  const question = `run ${beginning}`;
  return recordedHosts().flatMap((host) =>
    Object.entries(readRecording(host)).flatMap(([asked, answer]) =>
      asked.startsWith(question) && 'value' in answer
        ? [{ host, call: asked.slice('run '.length), outcome: answer.value as Outcome }]
        : [],
    ),
  );
}

/** The one answer of this host to a call that begins with these words. */
export function outcomeOf(host: string, beginning: string): Outcome {
  const [found] = outcomesOf(beginning).filter((recorded) => recorded.host === host);
  if (found) return found.outcome;
  throw new Error(`${host} has no record of ${beginning}`);
}

/** Every different /proc/self/mountinfo of the recorded hosts. */
export function recordedMountTables(): readonly string[] {
  const tables = recordedHosts().map((host) => {
    const answer = readRecording(host)['readText /proc/self/mountinfo'];
    return answer && 'value' in answer ? String(answer.value) : '';
  });
  return [...new Set(tables)];
}

/** What a recorded host answered, by program call in one line. */
export function commandsOf(host: string): ReadonlyMap<string, Outcome> {
  const answers = Object.entries(readRecording(host)).flatMap(([asked, answer]) =>
    asked.startsWith('run ') && 'value' in answer
      ? [[asked.slice('run '.length), answer.value as Outcome] as const]
      : [],
  );
  return new Map(answers);
}
