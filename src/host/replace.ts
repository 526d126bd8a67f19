import { constants } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Ownership } from '../model/host.ts';
import { copyAttributes } from './attributes.ts';
import { asHostError } from './os-error.ts';
import { mustHold, placeAt, placeOf, type FilePlace } from './present.ts';
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

/** Writes the temporary file to disk. One left by an earlier power failure is removed first. */
async function writeTemporary({ temporary }: FilePlace, content: Uint8Array, dress: Dress) {
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
 * Replaces a file atomically: after a crash the path holds the whole old or the whole new content.
 *
 * Links are followed and the file is created beside their target; owner, mode, access control list,
 * extended attributes and SELinux context are kept. rename(2) itself refuses an immutable file
 * (EPERM). The content is checked again right before the rename.
 *
 * @param expectSha256 lower-case hex of the present content; null: the file does not exist
 * @param fresh owner and mode of a new file
 * @throws HostError 'changed' when the present content is different, else 'cannot-write'; the path
 * is unchanged then
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
 * Puts a new file in place with rename(2) alone: an existing file is not opened, and a link is
 * replaced, not followed. For directories that others than root may write to.
 * @throws HostError 'cannot-write', the path unchanged: it is a directory, or its parent does not
 * exist
 */
export async function publishFile(
  path: string,
  content: Uint8Array,
  look: Ownership,
): Promise<void> {
  await swapIn(await placeAt(path), content, asGiven(look), () => Promise.resolve());
}

/** @param lastLook called right before the rename; if it throws, the path is unchanged */
async function swapIn(
  place: FilePlace,
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
 * Removes a file that holds exactly the expected content, and its temporary file left by a crash.
 * @throws HostError 'changed' when it has different content or does not exist
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
