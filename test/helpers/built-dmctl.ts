import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchAnswer } from './cli-batch.ts';
import { plainEnvironment } from './plain-environment.ts';

const root = join(import.meta.dirname, '../..');

/** Builds dist/ where it is not of these sources. For beforeAll. */
export function buildDmctl(): void {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/bootstrap.mjs'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

/** A path of the built dmctl without what is of one build and of one V8 in it. */
export const ofAnyBuild = (path: string): string =>
  path.replace(/^dist\/[\da-f]{16}\.[^/]+\.code$/, 'dist/ID.V8.code');

export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built dmctl, off a terminal. */
export function dmctl(args: readonly string[], env: Record<string, string> = {}): Said {
  return spawnSync(process.execPath, [join(root, 'bin/run.js'), ...args], {
    encoding: 'utf8',
    env: { ...plainEnvironment, ...env },
  });
}

/** A file that node loads first and that makes every child process an error. */
export function forbidChildren(folder: string): string {
  const path = join(folder, 'forbid.cjs');
  writeFileSync(
    path,
    `const child = require('node:child_process');
for (const name of ['spawn', 'spawnSync', 'exec', 'execFile', 'fork']) {
  child[name] = () => { process.stderr.write('STARTED A PROGRAM'); process.exit(99); };
}
`,
  );
  return path;
}

/** Runs the built dmctl on each command line, in one process; each is told how it ended. */
export function dmctlBatch(batch: readonly (readonly string[])[]): readonly BatchAnswer[] {
  const script = join(root, 'test/helpers/cli-batch.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script], {
    cwd: root,
    input: JSON.stringify(batch),
    encoding: 'utf8',
    env: plainEnvironment,
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as readonly BatchAnswer[];
}
