import { constants } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Ownership } from '../model/host.ts';
import { copyAttributes } from './attributes.ts';
import { asHostError } from './os-error.ts';
import { mustHold, placeAt, placeOf, type Place } from './present.ts';
import type { Runner } from './runner.ts';
import { syncFolder } from './sync.ts';

/** Gives the new file its owner and mode. */
type Dress = (handle: FileHandle) => Promise<void>;

const asGiven =
  ({ uid, gid, mode }: Ownership): Dress =>
  async (handle) => {
    await handle.chown(uid, gid);
    await handle.chmod(mode);
  };

/** Writes the temporary file to disk. What an earlier power cut left there is removed first. */
async function writeTemporary({ temporary }: Place, content: Uint8Array, dress: Dress) {
  await rm(temporary, { force: true });
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const handle = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    await handle.writeFile(content);
    await dress(handle);
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
  const likeBefore: Dress = () => copyAttributes(runner, place.path, place.temporary);
  const dress = expectSha256 === null ? asGiven(fresh) : likeBefore;
  await swapIn(place, content, dress, () => mustHold(place.path, expectSha256));
}

/**
 * A new file in the place of whatever is there, with rename(2) alone: nothing there is opened, and a
 * link is replaced, not followed. For folders where others than root may write.
 * @throws HostError 'cannot-write', the path untouched: a folder is there, or none above it
 */
export async function publishFile(
  path: string,
  content: Uint8Array,
  look: Ownership,
): Promise<void> {
  await swapIn(await placeAt(path), content, asGiven(look), () => Promise.resolve());
}

/** @param lastLook right before the rename; what it throws leaves the path as it was */
async function swapIn(
  place: Place,
  content: Uint8Array,
  dress: Dress,
  lastLook: () => Promise<void>,
): Promise<void> {
  await asHostError('cannot-write', place.path, async () => {
    try {
      await writeTemporary(place, content, dress);
      await lastLook();
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
