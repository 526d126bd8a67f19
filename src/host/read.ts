import { isUtf8 } from 'node:buffer';
import {
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statfsSync,
  statSync,
  type BigIntStats,
  type BigIntStatsFs,
} from 'node:fs';
import type { FileKind, FileStat } from '../model/host.ts';
import { bytes, SECTOR_BYTES, type Bytes } from '../model/units.ts';
import { hostError, isAbsent } from './os-error.ts';

/**
 * Runs a reading call: null if the path does not exist, HostError if that is unknown. Calls are
 * synchronous: the files are small, and a thread would cost more.
 */
function orNull<T>(path: string, work: () => T): Promise<T | null> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    if (isAbsent(error)) return Promise.resolve(null);
    return Promise.reject(hostError('cannot-read', path, error));
  }
}

/** `MAJ:MIN` of a device number as the kernel packs it (linux/kdev_t.h, new_encode_dev). */
export function deviceNumber(packed: bigint): string {
  const major = ((packed >> 8n) & 0xfffn) | ((packed >> 32n) & ~0xfffn);
  const minor = (packed & 0xffn) | ((packed >> 12n) & 0xffffff00n);
  return `${String(major)}:${String(minor)}`;
}

function kindOf(found: BigIntStats): FileKind {
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'directory';
  if (found.isSymbolicLink()) return 'symlink';
  if (found.isBlockDevice()) return 'block';
  if (found.isCharacterDevice()) return 'character';
  return found.isFIFO() ? 'fifo' : 'socket';
}

function fileStat(found: BigIntStats): FileStat {
  const kind = kindOf(found);
  return {
    kind,
    size: bytes(Number(found.size)),
    // stat(2): st_blocks counts 512 bytes whatever the file system's blocks are.
    allocated: bytes(Number(found.blocks) * SECTOR_BYTES),
    mode: Number(found.mode) & 0o7777,
    uid: Number(found.uid),
    gid: Number(found.gid),
    inode: Number(found.ino),
    links: Number(found.nlink),
    device: deviceNumber(found.dev),
    represents: kind === 'block' || kind === 'character' ? deviceNumber(found.rdev) : null,
  };
}

/** Calls lstat(2); null: the path does not exist. */
export const readLstat = (path: string): Promise<FileStat | null> =>
  orNull(path, () => fileStat(lstatSync(path, { bigint: true })));

/** Calls stat(2); null: the path does not exist or is a dangling link. */
export const readStat = (path: string): Promise<FileStat | null> =>
  orNull(path, () => fileStat(statSync(path, { bigint: true })));

/** Calls realpath(3); null: the path does not exist or is a dangling link. */
export const readRealPath = (path: string): Promise<string | null> =>
  orNull(path, () => realpathSync.native(path));

/** Reads a whole file; works on /proc and /sys, whose files report a size of 0. */
export const readContent = (path: string): Promise<Uint8Array | null> =>
  orNull(path, () => readFileSync(path));

/**
 * Reads a whole file as UTF-8. A byte order mark is kept: dockerd refuses it, so it must be seen.
 * @throws HostError 'cannot-read' on bytes that are not UTF-8
 */
export const readUtf8 = (path: string): Promise<string | null> =>
  orNull(path, () => {
    const content = readFileSync(path);
    // A TextDecoder would say so too, but brings all of ICU's tables into memory first.
    if (!isUtf8(content)) throw new TypeError('it is not UTF-8');
    return content.toString('utf8');
  });

/** Lists the names in a directory, sorted by code unit; null: it does not exist. */
export const readNames = (path: string): Promise<readonly string[] | null> =>
  orNull(path, () => readdirSync(path).sort());

/** Returns the bytes free for root (statfs(2), f_bfree) on the file system that holds `path`. */
export const readFreeSpace = (path: string): Promise<Bytes> =>
  fileSystemOf(path, ({ bfree, bsize }) => bytes(Number(bfree * bsize)));

/** Returns the bytes that everybody may use there (f_bavail). */
export const readAvailableSpace = (path: string): Promise<Bytes> =>
  fileSystemOf(path, ({ bavail, bsize }) => bytes(Number(bavail * bsize)));

/** Returns the free inodes of that file system; null: it has no limit. */
export const readFreeInodes = (path: string): Promise<number | null> =>
  fileSystemOf(path, ({ files, ffree }) => (files === 0n ? null : Number(ffree)));

/** Reads statfs(2) of the file system that holds `path`. */
function fileSystemOf<T>(path: string, value: (found: BigIntStatsFs) => T): Promise<T> {
  try {
    return Promise.resolve(value(statfsSync(path, { bigint: true })));
  } catch (error) {
    return Promise.reject(hostError('cannot-read', path, error));
  }
}
