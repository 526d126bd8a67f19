import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asHostError } from './os-error.ts';
import { temporaryName } from './present.ts';
import { readLstat, readRealPath } from './read.ts';
import { syncFolder } from './sync.ts';

/**
 * Removes the temporary file or folder that a cut off write of this path left beside it, or beside
 * what it leads to. It bears dmctl's name and holds nothing else; a folder goes only while empty. What
 * the write brought about is on disk then: the folder it lies in is synced in any case.
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
