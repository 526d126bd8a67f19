import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HostError } from '../model/host.ts';
import { asHostError } from './os-error.ts';
import { readLstat, readRealPath } from './read.ts';

/** A place for one file: where links lead, and the temporary name beside it. */
export interface Place {
  readonly path: string;
  readonly folder: string;
  /** Recognisable, so that what a power cut leaves is known for what it is. */
  readonly temporary: string;
}

/** A file system object is made under this name, then renamed to its own. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.dmctl-new`);
}

/**
 * Resolves a path to write at: through symbolic links to their target.
 * @throws HostError 'cannot-write' for a link that leads nowhere or a folder that is not there
 */
export async function placeOf(path: string): Promise<Place> {
  const real = await readRealPath(path);
  if (real !== null) return { path: real, folder: dirname(real), temporary: temporaryName(real) };
  if ((await readLstat(path)) !== null) {
    throw new HostError('cannot-write', path, `${path} is a symbolic link that leads nowhere`);
  }
  return placeAt(path);
}

/**
 * A path to write at, whatever is there: a link as its last part is not followed.
 * @throws HostError 'cannot-write' for a folder that is not there
 */
export async function placeAt(path: string): Promise<Place> {
  const folder = await readRealPath(dirname(path));
  if (folder === null) {
    throw new HostError('cannot-write', path, `there is no folder ${dirname(path)}`);
  }
  const target = join(folder, basename(path));
  return { path: target, folder, temporary: temporaryName(target) };
}

/**
 * SHA-256 of a file that may be replaced, as lower-case hex; null: not there.
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
      if (!found.isFile()) throw new HostError('cannot-write', path, `${path} is no regular file`);
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

/** @throws HostError 'changed' unless `path` holds exactly `expected`; null: unless it is not there */
export async function mustHold(path: string, expected: string | null): Promise<void> {
  const present = await presentSha256(path);
  if (present === expected) return;
  const found = present === null ? 'is gone' : 'holds something else';
  const wanted = expected === null ? 'appeared' : found;
  throw new HostError('changed', path, `${path} ${wanted} since it was looked at`);
}
