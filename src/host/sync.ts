import { open } from 'node:fs/promises';

/** fsync(2) of a folder: makes creations, renames and removals in it last. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
