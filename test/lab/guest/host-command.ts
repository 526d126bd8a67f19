import { $ } from 'zx';
import { LabError } from './lab-error.ts';

/**
 * Runs a program of this machine to its end.
 * @throws LabError with what it said, unless it exits with 0
 */
export async function onHost(...words: readonly string[]): Promise<void> {
  const done = await $({ quiet: true, nothrow: true })`${words}`;
  if (done.exitCode !== 0) throw new LabError(`${words.join(' ')} failed:\n${done.stderr}`);
}
