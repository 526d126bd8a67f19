import { engineOfUnit, ENGINE_LOGS } from '../logs/engines.ts';
import { serviceLines } from '../logs/journal.ts';
import type { Command } from '../model/command.ts';
import type { StartError } from '../model/facts/docker-state.ts';
import { HostError, type Host } from '../model/host.ts';
import { toldStartError } from '../model/start-error.ts';

/**
 * How dockerd of each age ends where it cannot start (moby, cmd/dockerd/docker.go); systemctl says only that
 * the job failed.
 */
const LAST_WORDS = [
  /^(failed to start daemon: .+)$/,
  /^(unable to configure the Docker daemon .+)$/,
  /level=fatal msg="((?:[^"\\]|\\.)+)"/,
];

/**
 * Returns the error with which a service ended that did not start, with its meaning; null where the journal
 * of this boot has none. One process.
 */
export async function startErrorOf(host: Host, unit: string): Promise<StartError | null> {
  try {
    const { stdout } = await host.run(serviceLines(unit));
    const words = lastWordsIn(stdout);
    return words === null ? null : { words, known: meaningOf(unit, words) };
  } catch (error) {
    // A host without a journal; the failure itself is told in any case.
    if (error instanceof HostError) return null;
    throw error;
  }
}

/**
 * Returns the error of a service that `systemctl start` could not start and what it means, a line each; null
 * for any other command.
 */
export async function lastWordsOf(host: Host, { program, args }: Command): Promise<string | null> {
  const [verb, ...names] = args;
  const service = names.find((name) => name.endsWith('.service'));
  if (program !== 'systemctl' || verb !== 'start' || service === undefined) return null;
  const error = await startErrorOf(host, service);
  if (error === null) return null;
  const { headline, fix } = toldStartError(error);
  return [headline, ...fix].join('\n');
}

/** Finds the last such line in what a service printed. */
export function lastWordsIn(text: string): string | null {
  const found = text
    .split('\n')
    .flatMap((line) => LAST_WORDS.flatMap((words) => words.exec(line)?.[1] ?? []));
  return found.at(-1)?.replaceAll(/\\(.)/g, '$1') ?? null;
}

function meaningOf(unit: string, words: string): StartError['known'] {
  const engine = engineOfUnit(unit);
  if (engine === null) return null;
  return ENGINE_LOGS[engine].messages.find(({ pattern }) => pattern.test(words)) ?? null;
}
