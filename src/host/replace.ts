import { constants } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Ownership } from '../model/host.ts';
import { copyAttributes } from './attributes.ts';
import { asHostError } from './os-error.ts';
import { mustHold, placeOf, type Place } from './present.ts';
import type { Runner } from './runner.ts';
import { syncFolder } from './sync.ts';

/** What the new file shall look like: as the one it replaces, or as given for a new one. */
type Look = { readonly like: string } | { readonly fresh: Ownership };

async function dress(runner: Runner, handle: FileHandle, place: Place, look: Look) {
  if ('like' in look) {
    await copyAttributes(runner, look.like, place.temporary);
    return;
  }
  await handle.chown(look.fresh.uid, look.fresh.gid);
  await handle.chmod(look.fresh.mode);
}

/** Writes the temporary file to disk. What an earlier power cut left there is removed first. */
async function writeTemporary(runner: Runner, place: Place, content: Uint8Array, look: Look) {
  await rm(place.temporary, { force: true });
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const handle = await open(place.temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    await handle.writeFile(content);
    await dress(runner, handle, place, look);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Atomic replacement: after a crash the path holds the old content or the new, whole.
 *
 * Links are followed and the file is made beside their target; owner, mode, access control list,
 * extended attributes and SELinux context stay. An immutable file is refused by rename(2) itself
 * (EPERM). What was looked at is looked at again right before the rename.
 *
 * @param expectSha256 lower-case hex of the present content; null: no file is there
 * @param fresh owner and mode of a file that was not there
 * @throws HostError 'changed' when the present content is another one, else 'cannot-write'; the
 * path is untouched then
 */
export async function replaceFile(
  runner: Runner,
  path: string,
  content: Uint8Array,
  expectSha256: string | null,
  fresh: Ownership,
): Promise<void> {
  const place = await placeOf(path);
  await mustHold(place.path, expectSha256);
  const look = expectSha256 === null ? { fresh } : { like: place.path };
  await asHostError('cannot-write', path, async () => {
    try {
      await writeTemporary(runner, place, content, look);
      await mustHold(place.path, expectSha256);
      await rename(place.temporary, place.path);
    } catch (error) {
      await rm(place.temporary, { force: true });
      throw error;
    }
    syncFolder(place.folder);
  });
}

/**
 * Removes a file that holds exactly what is expected, and what a crash left beside it.
 * @throws HostError 'changed' when it holds something else or is not there
 */
export async function removeFile(path: string, expectSha256: string): Promise<void> {
  await mustHold(path, expectSha256);
  await asHostError('cannot-write', path, async () => {
    const { temporary } = await placeOf(path);
    await rm(temporary, { force: true });
    await rm(path);
    syncFolder(dirname(path));
  });
}
