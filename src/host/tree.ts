import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile, realpath, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HostError } from '../model/host.ts';
import { mountsBelow, parseMounts } from '../model/facts/mounts.ts';
import { asHostError } from './os-error.ts';
import { syncFolder } from './sync.ts';

async function mustHoldNoMount(path: string): Promise<void> {
  const mounts = parseMounts(await readFile('/proc/self/mountinfo', 'utf8'));
  const [first] = mountsBelow(mounts, path);
  if (first === undefined) return;
  throw new HostError('busy', path, `${first} is a mount point, so ${path} is not removed`);
}

async function removeFolder(path: string, device: number): Promise<void> {
  if ((await lstat(path)).dev !== device) {
    throw new HostError('busy', path, `${path} is on another file system`);
  }
  const remove = async (entry: Dirent): Promise<void> => {
    const child = join(path, entry.name);
    await (entry.isDirectory() ? removeFolder(child, device) : unlink(child));
  };
  for (const entry of await readdir(path, { withFileTypes: true })) await remove(entry);
  await rmdir(path);
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
    await (found.isDirectory() ? removeFolder(path, found.dev) : unlink(path));
    syncFolder(dirname(path));
  });
}
