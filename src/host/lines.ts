import { constants, createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { FileLine } from '../model/host.ts';
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

/** Yields the content of a gzip file, block by block. @throws the error of the file, or of gzip */
export async function* gunzipped(path: string): AsyncGenerator<Buffer, void> {
  const file = createReadStream(path, { highWaterMark: BLOCK });
  const content = createGunzip();
  // pipe() passes on no error.
  file.on('error', (error) => content.destroy(error)).pipe(content);
  try {
    yield* content as AsyncIterable<Buffer>;
  } finally {
    file.destroy();
  }
}

/**
 * Yields the whole lines of a gzip file, one block at a time; a path that does not exist has none.
 * @throws HostError 'cannot-read', also where the file is cut short
 */
export async function* gunzippedLines(path: string): AsyncGenerator<string, void> {
  try {
    for await (const line of linesOf(gunzipped(path))) yield line.text;
  } catch (error) {
    if (!isAbsent(error)) throw hostError('cannot-read', path, error);
  }
}

const LINE_END = 0x0a;

/** Longer than any line of a log; the text of a longer one is dropped. */
const LONGEST = 1024 * 1024;

/** A whole line and its length in bytes with the line end. */
export interface Line {
  readonly text: string;
  readonly size: number;
}

/**
 * Splits pieces of text into whole lines; the text after the last line end is not a line yet. Bytes
 * that are not UTF-8 become U+FFFD, since a log may contain anything. A line of more than a MiB is
 * yielded without its text, so that no more than that is ever in memory.
 */
export async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<Line, void> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(LINE_END); end !== -1; end = piece.indexOf(LINE_END, from)) {
      const last = piece.subarray(from, end);
      size += last.length + 1;
      yield { text: size > LONGEST ? '' : Buffer.concat([...held, last]).toString('utf8'), size };
      [held, size, from] = [[], 0, end + 1];
    }
    const rest = piece.subarray(from);
    size += rest.length;
    held = size > LONGEST ? [] : [...held, rest];
  }
}
