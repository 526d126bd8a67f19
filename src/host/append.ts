import { constants, fsyncSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type AppendFile, type FileIdentity, HostError } from '../model/host.ts';
import type { Bytes } from '../model/units.ts';
import { asHostError } from './os-error.ts';
import { deviceNumber } from './read.ts';
import { writeWhole } from './standard-streams.ts';
import { syncFolder } from './sync.ts';

const NEWLINE = 0x0a;

/** Removes an incomplete last line left by a crash: it was never reported as written. */
async function dropTornLine(handle: FileHandle): Promise<void> {
  const content = await handle.readFile();
  const whole = content.lastIndexOf(NEWLINE) + 1;
  if (whole < content.length) await handle.truncate(whole);
}

/** Writes and syncs synchronously: two hops to a thread and back would cost more than the calls. */
function appendLine({ fd }: FileHandle, path: string, line: string): Promise<void> {
  if (line.includes('\n')) throw new RangeError(`a line for ${path} holds a line end`);
  writeWhole(fd, Buffer.from(`${line}\n`));
  fsyncSync(fd);
  return Promise.resolve();
}

/**
 * Opens a file to append whole lines and creates it for root only. A line is on disk when `append`
 * returns. An incomplete line left by a crash or a full disk is removed on opening.
 * @throws HostError 'cannot-write', also when the path is a symbolic link
 */
export function openAppend(path: string): Promise<AppendFile> {
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
  return asHostError('cannot-write', path, async () => {
    const handle = await open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
    try {
      await dropTornLine(handle);
      await handle.sync();
      syncFolder(dirname(path));
    } catch (error) {
      await handle.close();
      throw error;
    }
    return {
      append: (line) => asHostError('cannot-write', path, () => appendLine(handle, path, line)),
      close: () => asHostError('cannot-write', path, () => handle.close()),
    };
  });
}

/**
 * Grows a file, never shrinks it: the open file is checked again before ftruncate(2), which could
 * also shrink it. The size is on disk when it returns.
 * @throws HostError 'changed' for a different file, or one already larger than `to`
 */
export function growFile(file: FileIdentity, to: Bytes): Promise<void> {
  return asHostError('cannot-write', file.path, async () => {
    const handle = await open(file.path, constants.O_WRONLY | constants.O_NOFOLLOW);
    try {
      const found = await handle.stat({ bigint: true });
      const isSame =
        found.isFile() &&
        Number(found.ino) === file.inode &&
        deviceNumber(found.dev) === file.fileSystem;
      if (!isSame)
        throw new HostError('changed', file.path, `${file.path} is a different file now`);
      const size = Number(found.size);
      if (size > to) {
        const words = `${file.path} has ${String(size)} bytes, more than ${String(to)}`;
        throw new HostError('changed', file.path, words);
      }
      if (size < to) await handle.truncate(to);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}
