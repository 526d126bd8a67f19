import { serviceLines } from '../logs/journal.ts';
import type { Command } from '../model/command.ts';
import { HostError, type Host } from '../model/host.ts';

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
 * Returns the error with which a service ended that `systemctl start` could not start; null for any other
 * command, and where the journal has none.
 */
export async function lastWordsOf(host: Host, { program, args }: Command): Promise<string | null> {
  const [verb, ...names] = args;
  const service = names.find((name) => name.endsWith('.service'));
  if (program !== 'systemctl' || verb !== 'start' || service === undefined) return null;
  try {
    const { stdout } = await host.run(serviceLines(service));
    return lastWordsIn(stdout);
  } catch (error) {
    // A host without a journal; the failure itself is told in any case.
    if (error instanceof HostError) return null;
    throw error;
  }
}

/** Finds the last such line in what a service printed. */
export function lastWordsIn(text: string): string | null {
  const found = text
    .split('\n')
    .flatMap((line) => LAST_WORDS.flatMap((words) => words.exec(line)?.[1] ?? []));
  return found.at(-1)?.replaceAll(/\\(.)/g, '$1') ?? null;
}
