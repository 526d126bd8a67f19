import {
  chmod,
  chown,
  mkdir,
  readlink,
  rename as renameTo,
  rm,
  rmdir,
  symlink,
} from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { HostError, type Ownership } from '../model/host.ts';
import { copyLabel } from './attributes.ts';
import { asHostError } from './os-error.ts';
import { temporaryName } from './present.ts';
import { readLstat } from './read.ts';
import type { Runner } from './runner.ts';
import { syncFolder } from './sync.ts';

/** rename(2) silently replaces an empty directory, so the target is checked first. */
async function mustBeAbsent(path: string): Promise<void> {
  if ((await readLstat(path)) === null) return;
  throw new HostError('changed', path, `${path} already exists`);
}

async function removeLeftover(path: string): Promise<void> {
  if ((await readLstat(path)) !== null) await rmdir(path);
}

/**
 * Creates a directory that has its owner, mode and SELinux context from the start: it is created
 * under a temporary name and renamed.
 * @param likeLabelOf a path whose SELinux context is copied; null: the policy decides
 * @throws HostError 'changed' when the path already exists
 */
export async function makeDirectory(
  runner: Runner,
  path: string,
  owner: Ownership,
  likeLabelOf: string | null,
): Promise<void> {
  await mustBeAbsent(path);
  const temporary = temporaryName(path);
  await asHostError('cannot-write', path, async () => {
    await removeLeftover(temporary);
    await mkdir(temporary, 0o700);
    await chown(temporary, owner.uid, owner.gid);
    await chmod(temporary, owner.mode);
    if (likeLabelOf !== null) await copyLabel(runner, likeLabelOf, temporary);
    await renameTo(temporary, path);
    syncFolder(dirname(path));
  });
}

/**
 * Renames a directory or a file with one rename(2) and syncs both parents.
 * @throws HostError 'changed' when `to` exists; 'busy' for a mount point; 'cannot-write' across
 * file systems (EXDEV)
 */
export async function rename(from: string, to: string): Promise<void> {
  await mustBeAbsent(to);
  await asHostError('cannot-write', from, async () => {
    await renameTo(from, to);
    syncFolder(dirname(from));
    if (dirname(to) !== dirname(from)) syncFolder(dirname(to));
  });
}

/** Removes an empty directory (rmdir(2)). @throws HostError 'cannot-write' or 'busy' */
export function removeDirectory(path: string): Promise<void> {
  return asHostError('cannot-write', path, async () => {
    await rmdir(path);
    syncFolder(dirname(path));
  });
}

/**
 * Tells whether the path is a link to that target. @throws HostError 'changed' for anything else
 */
async function isLinkTo(path: string, target: string): Promise<boolean> {
  const found = await readLstat(path);
  if (found === null) return false;
  const leadsTo = found.kind === 'symlink' ? resolve(dirname(path), await readlink(path)) : null;
  if (leadsTo === resolve(dirname(path), target)) return true;
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
