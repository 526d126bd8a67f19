import { readlink, rm, symlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { HostError } from '../model/host.ts';
import { asHostError } from './os-error.ts';
import { readLstat } from './read.ts';
import { syncFolder } from './sync.ts';

/** Does a link to that target lie there? @throws HostError 'changed' for anything else */
async function isLinkTo(path: string, target: string): Promise<boolean> {
  const found = await readLstat(path);
  if (found === null) return false;
  const leadsTo = found.kind === 'symlink' ? resolve(dirname(path), await readlink(path)) : null;
  if (leadsTo === target) return true;
  throw new HostError('changed', path, `${path} is there and does not lead to ${target}`);
}

/**
 * symlink(2), and its folder synced; a link to that target that is there already is synced alone.
 * @throws HostError 'changed' when something else is there
 */
export function makeLink(path: string, target: string): Promise<void> {
  return asHostError('cannot-write', path, async () => {
    if (!(await isLinkTo(path, target))) await symlink(target, path);
    syncFolder(dirname(path));
  });
}

/** The inverse, alike: what is gone already is synced. @throws HostError 'changed' */
export function removeLink(path: string, target: string): Promise<void> {
  return asHostError('cannot-write', path, async () => {
    if (await isLinkTo(path, target)) await rm(path);
    syncFolder(dirname(path));
  });
}
