import { closeSync, constants, fsyncSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { asHostError } from './os-error.ts';

/** Syncs a directory (fsync(2)), so that creations, renames and removals in it persist. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Syncs a file (fsync(2)), whichever process wrote to it. @throws HostError 'cannot-write' */
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
