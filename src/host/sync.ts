import { closeSync, constants, fsyncSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { asHostError } from './os-error.ts';

/** fsync(2) of a folder: makes creations, renames and removals in it last. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** fsync(2) of a file, whoever has written to it. @throws HostError 'cannot-write' */
export function syncFile(path: string): Promise<void> {
  // Not to wait for the other end, should it be a FIFO.
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  return asHostError('cannot-write', path, async () => {
    const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}
