import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HostError, type Host } from '../model/host.ts';
import type { Bytes } from '../model/units.ts';
import { asHostError } from './os-error.ts';
import { syncFolder } from './sync.ts';

const PIECE = 1024 * 1024;
const ZEROS = Buffer.alloc(PIECE);

/** Reads a file or device to its end at `length`, piece by piece. */
async function* piecesOf(
  handle: FileHandle,
  path: string,
  length: number,
): AsyncGenerator<{ readonly at: number; readonly piece: Buffer }, void> {
  const piece = Buffer.alloc(PIECE);
  for (let at = 0; at < length;) {
    const wanted = Math.min(PIECE, length - at);
    const { bytesRead } = await handle.read(piece, 0, wanted, at);
    if (bytesRead === 0) {
      throw new HostError('cannot-read', path, `${path} ends at byte ${String(at)}`);
    }
    yield { at, piece: piece.subarray(0, bytesRead) };
    at += bytesRead;
  }
}

const isZero = (piece: Buffer): boolean => piece.equals(ZEROS.subarray(0, piece.length));

/** See `Host.digestOf`. */
export const digestOf: Host['digestOf'] = (path, length) =>
  asHostError('cannot-read', path, async () => {
    const handle = await open(path, constants.O_RDONLY);
    try {
      const hash = createHash('sha256');
      for await (const { piece } of piecesOf(handle, path, length)) hash.update(piece);
      return hash.digest('hex');
    } finally {
      await handle.close();
    }
  });

/** See `Host.copyToFile`. */
export const copyToFile: Host['copyToFile'] = (from, to, length) =>
  asHostError('cannot-write', to, async () => {
    const beside = `${to}.dmctl`;
    await rm(beside, { force: true });
    const source = await open(from, constants.O_RDONLY);
    try {
      const target = await open(beside, 'wx', 0o600);
      try {
        const sha256 = await copyPieces(source, from, target, length, 'holes');
        await target.truncate(length);
        await target.sync();
        await rename(beside, to);
        syncFolder(dirname(to));
        return sha256;
      } finally {
        await target.close();
      }
    } finally {
      await source.close();
    }
  });

/** See `Host.copyToDevice`. */
export const copyToDevice: Host['copyToDevice'] = (from, to, length) =>
  asHostError('cannot-write', to, async () => {
    const source = await open(from, constants.O_RDONLY);
    try {
      const target = await open(to, constants.O_RDWR | constants.O_EXCL);
      try {
        const sha256 = await copyPieces(source, from, target, length, 'zeros');
        await target.sync();
        return sha256;
      } finally {
        await target.close();
      }
    } finally {
      await source.close();
    }
  });

/** See `Host.writeStart`. */
export const writeStart: Host['writeStart'] = (path, content) =>
  asHostError('cannot-write', path, async () => {
    const handle = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
    try {
      await handle.write(content, 0, content.length, 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });

/** Copies, and returns the hash of what was read. @param empty what becomes of a piece of zeros */
async function copyPieces(
  source: FileHandle,
  from: string,
  target: FileHandle,
  length: Bytes,
  empty: 'holes' | 'zeros',
): Promise<string> {
  const hash = createHash('sha256');
  for await (const { at, piece } of piecesOf(source, from, length)) {
    hash.update(piece);
    if (empty === 'holes' && isZero(piece)) continue;
    for (let done = 0; done < piece.length;) {
      const { bytesWritten } = await target.write(piece, done, piece.length - done, at + done);
      done += bytesWritten;
    }
  }
  return hash.digest('hex');
}
