import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withFileLock } from './file-lock.ts';
import { cacheFolder } from './folders.ts';
import { LabError } from './lab-error.ts';

/**
 * Something of the cache, made when there is none: under a lock and renamed into place when whole,
 * so any number of processes may ask at once and none sees half of it.
 *
 * @param name of the file or folder in the cache
 * @param find what is at the path, or null when it will not do
 * @param make makes it at the path it is given, in a folder of its own
 * @param lock name of the lock; those with the same one are made in turn
 */
export async function cached<T>(
  name: string,
  find: (path: string) => Promise<T | null>,
  make: (path: string) => Promise<void>,
  lock = name,
): Promise<T> {
  const path = join(cacheFolder(), name);
  const there = await find(path);
  if (there !== null) return there;
  await withFileLock(join(cacheFolder(), `${lock}.lock`), async () => {
    if ((await find(path)) === null) await makeWhole(path, make);
  });
  const made = await find(path);
  if (made === null) throw new LabError(`${path} was made, and will not do`);
  return made;
}

async function makeWhole(path: string, make: (path: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(cacheFolder(), 'build-'));
  try {
    const made = join(folder, 'made');
    await make(made);
    rmSync(path, { recursive: true, force: true });
    renameSync(made, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
