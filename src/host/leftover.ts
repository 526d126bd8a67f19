import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asHostError } from './os-error.ts';
import { temporaryName } from './present.ts';
import { readLstat, readRealPath } from './read.ts';
import { syncFolder } from './sync.ts';

/**
 * Removes the temporary file or directory that an interrupted write left beside this path, or
 * beside its link target. Its name is dmctl's own; a directory is removed only if empty. The parent
 * directory is synced in any case, so that the result of the write is on disk.
 * @throws HostError 'cannot-write'
 */
export function removeLeftover(path: string): Promise<void> {
  return asHostError('cannot-write', path, async () => {
    const temporary = temporaryName((await readRealPath(path)) ?? path);
    const found = await readLstat(temporary);
    if (found !== null) await (found.kind === 'directory' ? rmdir(temporary) : rm(temporary));
    const folder = dirname(temporary);
    if ((await readLstat(folder)) !== null) syncFolder(folder);
  });
}
