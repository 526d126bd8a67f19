import { lstat, readFile, readdir, realpath, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { mountsBelow, parseMounts } from '../model/facts/mounts.ts';
import { HostError } from '../model/host.ts';
import { bytesOf, rawOf, shownPath } from './copy/raw-path.ts';
import { asHostError } from './os-error.ts';
import { temporaryName } from './present.ts';
import { readLstat, readRealPath } from './read.ts';
import { syncFolder } from './sync.ts';

async function mustHoldNoMount(path: string): Promise<void> {
  const mounts = parseMounts(await readFile('/proc/self/mountinfo', 'utf8'));
  const [first] = mountsBelow(mounts, path);
  if (first === undefined) return;
  throw new HostError('busy', path, `${first} is a mount point, so ${path} is not removed`);
}

/** Paths are one character a byte: names need not be UTF-8. */
async function removeFolder(path: string, device: number): Promise<void> {
  if ((await lstat(bytesOf(path))).dev !== device) {
    throw new HostError('busy', path, `${shownPath(path)} is on another file system`);
  }
  // Names as Buffers would do as well, but Bun has none for entries with their types.
  const options = { withFileTypes: true, encoding: 'latin1' } as const;
  for (const entry of await readdir(bytesOf(path), options)) {
    const child = `${path}/${entry.name}`;
    await (entry.isDirectory() ? removeFolder(child, device) : unlink(bytesOf(child)));
  }
  await rmdir(bytesOf(path));
}

/**
 * Removes a directory tree or a file. It never crosses into another mount: if there is a mount at
 * the path or below, nothing is removed, and a mount that appears meanwhile stops it.
 * @throws HostError 'busy' on a mount, 'cannot-write' otherwise
 */
export function removeTree(path: string): Promise<void> {
  return asHostError('cannot-write', path, async () => {
    const real = await realpath(path);
    if (real !== path) {
      throw new HostError('cannot-write', path, `${path} leads to ${real}`);
    }
    await mustHoldNoMount(path);
    const found = await lstat(path);
    await (found.isDirectory() ? removeFolder(rawOf(path), found.dev) : unlink(path));
    syncFolder(dirname(path));
  });
}

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
