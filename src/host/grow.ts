import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { HostError, type FileIdentity } from '../model/host.ts';
import type { Bytes } from '../model/units.ts';
import { asHostError } from './os-error.ts';
import { deviceNumber } from './read.ts';

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
