import { mkdirSync, mkdtempSync, readdirSync, rmSync, existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LabError } from './lab-error.ts';

/** The project that the guests see at /opt/dmctl-src. */
export const PROJECT = resolve(import.meta.dirname, '../../..');

/** Guest images live here, outside the work tree, and stay from run to run. */
export function cacheFolder(): string {
  const own = process.env['DMCTL_LAB_CACHE'];
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return made(own ?? join(base, 'dmctl-lab'));
}

/** What is kept of failed scenarios. */
export function failuresFolder(): string {
  return made(process.env['DMCTL_LAB_FAILURES'] ?? join(cacheFolder(), 'failures'));
}

const RUN_PREFIX = 'dmctl-lab-';

/**
 * A new folder for one guest: its root's changes, its disks, its console. The name holds our pid,
 * so that folders of runs that were killed are told apart and removed here.
 */
export function newRunFolder(): string {
  removeStaleRuns();
  const folder = mkdtempSync(join(tmpdir(), `${RUN_PREFIX}${String(process.pid)}-`));
  // The path travels on the kernel's command line, which has no quoting.
  if (/\s/.test(folder + PROJECT)) throw new LabError(`no blanks allowed in ${folder}, ${PROJECT}`);
  return folder;
}

function removeStaleRuns(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${RUN_PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function made(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}
