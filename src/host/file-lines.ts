import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { FileLine } from '../model/host.ts';
import { linesOf } from './lines.ts';
import { hostError, isAbsent } from './os-error.ts';

const BLOCK = 256 * 1024;

async function* blocksOf(handle: FileHandle, offset: number): AsyncGenerator<Buffer, void> {
  for (let at = offset; ;) {
    const block = Buffer.allocUnsafe(BLOCK);
    const { bytesRead } = await handle.read(block, 0, BLOCK, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield block.subarray(0, bytesRead);
  }
}

/**
 * Yields the whole lines of a regular file from byte `offset` on, one block at a time. A path that
 * does not exist or is not a regular file has none.
 * @throws HostError 'cannot-read'
 */
export async function* fileLines(path: string, offset: number): AsyncGenerator<FileLine, void> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!(await handle.stat()).isFile()) return;
    let end = offset;
    for await (const { text, size } of linesOf(blocksOf(handle, offset))) {
      end += size;
      yield { text, end };
    }
  } catch (error) {
    if (!isAbsent(error)) throw hostError('cannot-read', path, error);
  } finally {
    await handle?.close();
  }
}
