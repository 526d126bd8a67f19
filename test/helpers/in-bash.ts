import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Said } from './built-dmctl.ts';

const root = join(import.meta.dirname, '../..');

/** Shell words that run the built dmctl; the arguments follow. */
export const DMCTL = `${process.execPath} ${join(root, 'bin/run.js')}`;

/** Shell words that run one-command.ts; the folder and how it goes follow. */
export const WORK = `${process.execPath} --import tsx ${join(root, 'test/helpers/one-command.ts')} work`;

/** Runs a script with bash, which can redirect as spawn cannot. */
export function inBash(script: string): Said {
  return spawnSync('bash', ['-c', script], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' },
  });
}
