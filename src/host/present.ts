import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HostError } from '../model/host.ts';
import { asHostError } from './os-error.ts';
import { readLstat, readRealPath } from './read.ts';

/** The location of a file after links are resolved, and the temporary name beside it. */
export interface FilePlace {
  readonly path: string;
  readonly folder: string;
  /** A recognisable name, so that a file left by a power failure can be identified. */
  readonly temporary: string;
}

/** Returns the temporary name under which a file or directory is created and then renamed. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.dmctl-new`);
}

/**
 * Resolves a path to write at, through symbolic links to their target.
 * @throws HostError 'cannot-write' for a dangling link or a directory that does not exist
 */
export async function placeOf(path: string): Promise<FilePlace> {
  const real = await readRealPath(path);
  if (real !== null) return { path: real, folder: dirname(real), temporary: temporaryName(real) };
  if ((await readLstat(path)) !== null) {
    throw new HostError('cannot-write', path, `${path} is a dangling symbolic link`);
  }
  return placeAt(path);
}

/**
 * Resolves a path to write at whatever exists there: a link as its last part is not followed.
 * @throws HostError 'cannot-write' for a directory that does not exist
 */
export async function placeAt(path: string): Promise<FilePlace> {
  const folder = await readRealPath(dirname(path));
  if (folder === null) {
    throw new HostError('cannot-write', path, `the directory ${dirname(path)} does not exist`);
  }
  const target = join(folder, basename(path));
  return { path: target, folder, temporary: temporaryName(target) };
}

/**
 * Returns the SHA-256 of a replaceable file as lower-case hex; null: it does not exist.
 * @throws HostError 'cannot-write' for anything but a regular file with one name: replacing a
 * hard-linked file by rename(2) would leave its other names with the old content
 */
async function presentSha256(path: string): Promise<string | null> {
  if ((await readLstat(path)) === null) return null;
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  return asHostError('cannot-write', path, async () => {
    const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (!found.isFile())
        throw new HostError('cannot-write', path, `${path} is not a regular file`);
      if (found.nlink > 1) {
        throw new HostError('cannot-write', path, `${path} has ${String(found.nlink)} hard links`);
      }
      return createHash('sha256')
        .update(await handle.readFile())
        .digest('hex');
    } finally {
      await handle.close();
    }
  });
}

/**
 * @throws HostError 'changed' unless `path` holds exactly `expected`; null: unless it does not
 * exist
 */
export async function mustHold(path: string, expected: string | null): Promise<void> {
  const present = await presentSha256(path);
  if (present === expected) return;
  const found = present === null ? 'was removed' : 'was changed';
  const wanted = expected === null ? 'appeared' : found;
  throw new HostError('changed', path, `${path} ${wanted} since it was checked`);
}
