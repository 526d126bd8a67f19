import { readlink, rm, symlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { HostError } from '../model/host.ts';
import { asHostError } from './os-error.ts';
import { readLstat } from './read.ts';
import { syncFolder } from './sync.ts';

/**
 * Tells whether the path is a link to that target. @throws HostError 'changed' for anything else
 */
async function isLinkTo(path: string, target: string): Promise<boolean> {
  const found = await readLstat(path);
  if (found === null) return false;
  const leadsTo = found.kind === 'symlink' ? resolve(dirname(path), await readlink(path)) : null;
  if (leadsTo === target) return true;
  throw new HostError('changed', path, `${path} exists and is not a link to ${target}`);
}

/**
 * Creates a symbolic link and syncs its directory; an existing link to that target is only synced.
 * @throws HostError 'changed' when something else exists there
 */
export function makeLink(path: string, target: string): Promise<void> {
  return asHostError('cannot-write', path, async () => {
    if (!(await isLinkTo(path, target))) await symlink(target, path);
    syncFolder(dirname(path));
  });
}

/**
 * Removes such a link and syncs its directory, even if the link no longer exists. @throws HostError
 * 'changed'
 */
export function removeLink(path: string, target: string): Promise<void> {
  return asHostError('cannot-write', path, async () => {
    if (await isLinkTo(path, target)) await rm(path);
    syncFolder(dirname(path));
  });
}
