import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { plainEnvironment } from './plain-environment.ts';

interface BashOptions {
  readonly args?: readonly string[];
  readonly cwd?: string | undefined;
}

/** Runs bash on a script, in the C locale: for one that the machine lacks it would print a warning. */
export const bash = (
  script: string,
  { args = ['-s'], cwd }: BashOptions = {},
): SpawnSyncReturns<string> =>
  spawnSync('bash', args, { input: script, cwd, encoding: 'utf8', env: plainEnvironment });

/** What bash says of a script that it only reads: '' where it can read all of it. */
export const syntaxErrors = (script: string): string => bash(script, { args: ['-n'] }).stderr;
