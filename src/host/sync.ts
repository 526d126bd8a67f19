import { closeSync, fsyncSync, openSync } from 'node:fs';

/** fsync(2) of a folder: makes creations, renames and removals in it last. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
