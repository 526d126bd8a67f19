import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { ParseError } from '../../model/errors.ts';
import { HostError } from '../../model/host.ts';
import { parseTarSplitLine, type TarSplitPart } from '../../model/tar-split.ts';
import { gunzipped } from '../lines.ts';
import { hostError } from '../os-error.ts';
import { bytesOf, rawOf, shownPath } from './raw-path.ts';

const SOURCE = 'tar-split.json';

/** Headers are a few blocks; anything like this long is no line of tar-split. */
const LONGEST_LINE = 64 * 1024 * 1024;

const NEWLINE = 0x0a;

/** Yields the lines of a gzip file, as it is unpacked; each counts, however long, and so does the last. */
async function* linesIn(path: string): AsyncGenerator<string, void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of gunzipped(path)) {
    rest = Buffer.concat([rest, chunk]);
    let begin = 0;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, begin)) {
      yield rest.toString('utf8', begin, end);
      begin = end + 1;
    }
    rest = rest.subarray(begin);
    if (rest.length > LONGEST_LINE) throw new ParseError(SOURCE, 'shorter lines', '');
  }
  if (rest.length > 0) yield rest.toString('utf8');
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** Opens files below a directory, through no symbolic link. */
class FilesBelow {
  readonly #root: string;
  /** Directories seen, of the last path alone. */
  #seen = new Set<string>();

  constructor(folder: string) {
    this.#root = rawOf(folder);
  }

  /** @throws HostError 'cannot-read' for a path that leaves the directory, or leads over a link */
  open(path: string): number {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    if (parts.includes('..')) throw this.#error(path, 'it contains ..');
    this.#mustBeDirectories(path, parts.slice(0, -1));
    try {
      return openSync(
        bytesOf([this.#root, ...parts].join('/')),
        O_RDONLY | O_NOFOLLOW | O_NONBLOCK,
      );
    } catch (error) {
      throw hostError('cannot-read', shownPath(path), error);
    }
  }

  #mustBeDirectories(path: string, parts: readonly string[]): void {
    const seen = new Set<string>();
    let folder = this.#root;
    for (const part of parts) {
      folder += `/${part}`;
      seen.add(folder);
      if (this.#seen.has(folder)) continue;
      const found = lstatSync(bytesOf(folder), { throwIfNoEntry: false });
      if (found?.isDirectory() !== true) {
        throw this.#error(path, `${shownPath(part)} is not a directory`);
      }
    }
    this.#seen = seen;
  }

  #error(path: string, why: string): HostError {
    return new HostError('cannot-read', shownPath(path), `${shownPath(path)}: ${why}`);
  }
}

const CHUNK = 1024 * 1024;

/** Without waiting for the file: a layer has many small ones, and each wait costs more than the call. */
async function addFile(
  hash: Hash,
  files: FilesBelow,
  { path, size }: Extract<TarSplitPart, { kind: 'file' }>,
  memory: Buffer,
): Promise<void> {
  const file = files.open(path);
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.size !== size) {
      const is = found.isFile() ? `has ${String(found.size)} bytes` : 'is not a regular file';
      const why = `${shownPath(path)} ${is}; the layer has a file of ${String(size)} bytes`;
      throw new HostError('cannot-read', shownPath(path), why);
    }
    for (let left = size; left > 0;) {
      const bytesRead = readSync(file, memory, 0, Math.min(memory.length, left), null);
      if (bytesRead === 0) throw new HostError('cannot-read', shownPath(path), 'it became shorter');
      hash.update(memory.subarray(0, bytesRead));
      left -= bytesRead;
      if (left > 0) await turn();
    }
  } finally {
    closeSync(file);
  }
}

/**
 * Returns the digest of the tar that tar-split and the files of a directory make up together; see
 * Host.tarSplitDigest. A path that begins with a slash is below the directory too, as for Docker.
 * @throws HostError 'cannot-read'
 */
export async function tarSplitDigest(tarSplit: string, folder: string): Promise<string> {
  const hash = createHash('sha256');
  const files = new FilesBelow(folder);
  const memory = Buffer.alloc(CHUNK);
  try {
    for await (const line of linesIn(tarSplit)) {
      if (line === '') continue;
      const part = parseTarSplitLine(line);
      if (part.kind === 'raw') hash.update(part.content);
      else if (part.size > 0) await addFile(hash, files, part, memory);
    }
  } catch (error) {
    throw hostError('cannot-read', tarSplit, error);
  }
  return `sha256:${hash.digest('hex')}`;
}
