import type { Command, Outcome, Program } from './command.ts';
import type { DeviceIdentity } from './facts/device.ts';
import type { Bytes, Range } from './units.ts';

export type FileKind = 'file' | 'directory' | 'symlink' | 'block' | 'character' | 'fifo' | 'socket';

/** lstat(2) or stat(2) of a path. */
export interface FileStat {
  readonly kind: FileKind;
  readonly size: Bytes;
  /** What it takes on its file system (st_blocks); less than its size where it is sparse. */
  readonly allocated: Bytes;
  /** Permission bits, as chmod(2) takes them. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly inode: number;
  readonly links: number;
  /** Device number that holds the file, `MAJ:MIN`. */
  readonly device: string;
  /** For block and character files: their own device number, `MAJ:MIN`; else null. */
  readonly represents: string | null;
}

/** What makes a file this file and no other. */
export interface FileIdentity {
  readonly path: string;
  readonly inode: number;
  /** Device number of the file system it lies on, `MAJ:MIN`. */
  readonly fileSystem: string;
}

/** Who holds the lock. */
export interface LockHolder {
  readonly pid: number;
  readonly command: string;
  readonly user: string;
  /** ISO 8601. */
  readonly since: string;
}

export type LockResult =
  | { readonly held: true; release(): Promise<void> }
  | { readonly held: false; readonly holder: LockHolder | null };

/** A program call that waits. */
export interface AtEnd {
  /** Makes it. An exit code is xargs(1)': 123 for any that is not 0. */
  now(): Promise<Outcome>;
  /** Gives it up. */
  never(): Promise<void>;
}

/** A file that grows by whole lines, each on disk when `append` returns. */
export interface AppendFile {
  append(line: string): Promise<void>;
  close(): Promise<void>;
}

/** A whole line of a file. */
export interface FileLine {
  readonly text: string;
  /** Byte at which the next line begins. */
  readonly end: number;
}

/** How a new directory or file shall look. */
export interface Ownership {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/**
 * Everything dmctl asks of the machine: the one spawner and the one file gateway.
 * Reading functions return null for "not there" and throw HostError for "cannot tell".
 */
export interface Host {
  /** @throws HostError when the program is missing or cannot be started. */
  run(command: Command): Promise<Outcome>;
  /**
   * A call that is made when dmctl asks for it or ends, however it ends (SIGKILL as well).
   * @throws HostError when the program is missing, or what waits for it cannot be started
   */
  runAtEnd(command: Command): Promise<AtEnd>;
  /**
   * The lines that a reading program prints, as they come. It is ended when nobody wants more of them,
   * and when `stop` asks for it; the lines then end, too.
   * @throws HostError when it is missing, cannot be started, or exits with another code than 0
   */
  lines(command: Command, stop: AbortSignal): AsyncIterable<string>;
  /** Absolute path in a fixed folder, or null. */
  locate(program: Program): Promise<string | null>;

  readonly euid: number;
  /** The clock. Durations are measured with performance.now(), which nobody sets. */
  now(): Date;
  /** When this boot began, in milliseconds since 1970; null where the kernel does not say. */
  bootedAt(): Promise<number | null>;

  lstat(path: string): Promise<FileStat | null>;
  stat(path: string): Promise<FileStat | null>;
  /** The path with all symbolic links resolved, or null when it dangles or is not there. */
  realPath(path: string): Promise<string | null>;
  /** UTF-8 with malformed sequences refused. */
  readText(path: string): Promise<string | null>;
  readBytes(path: string): Promise<Uint8Array | null>;
  /** Whole lines from byte `offset` on, one block at a time; none where there is no such file. */
  fileLines(path: string, offset: number): AsyncIterable<FileLine>;
  /** Names, sorted. */
  list(path: string): Promise<readonly string[] | null>;
  /**
   * One HTTP GET over a Unix socket.
   * @returns the body of a 200 answer, or null when nobody listens there
   */
  getFromSocket(socket: string, path: string, timeoutMs: number): Promise<string | null>;
  /** Bytes free for root on the file system that holds `path` (statfs(2)). */
  freeSpace(path: string): Promise<Bytes>;

  /** O_RDONLY | O_EXCL on a block device: false is EBUSY, somebody holds it. */
  canOpenExclusively(device: string): Promise<boolean>;
  /** Offset of the first byte that is not zero in [offset, offset + length), or null. */
  firstNonZero(device: string, offset: Bytes, length: Bytes): Promise<Bytes | null>;
  /** Bytes of a block device, through the page cache. @throws HostError when it ends before */
  readRange(device: string, offset: Bytes, length: Bytes): Promise<Uint8Array>;
  /**
   * Writes zeros over a part of a block device that nobody holds, and syncs. The first sector that is
   * not zero goes last: LVM's label or header in it proves that the others may go.
   * @param whyNot reads the first MiB of the device as opened; null: it may be written to
   * @throws HostError 'busy'; or 'changed' with nothing written: `whyNot` gave a reason, or the name
   * leads to another device than that number
   */
  zeroRange(
    device: Pick<DeviceIdentity, 'path' | 'majorMinor'>,
    range: Range,
    whyNot: (firstMiB: Uint8Array) => string | null,
  ): Promise<void>;

  /**
   * ftruncate(2) of a regular file to a larger size, and fsync(2). A file that is as large already
   * stays as it is.
   * @throws HostError with kind 'changed', the file as it was, when it is another file or larger
   * than `to`
   */
  growFile(file: FileIdentity, to: Bytes): Promise<void>;
  /** fsync(2) of a file, whoever has written to it. */
  syncFile(path: string): Promise<void>;

  /**
   * Atomic replacement (temporary file beside the link's target, fsync, rename, fsync of the
   * folder), keeping owner, mode and extended attributes of what it replaces.
   * @param expectSha256 hash of the present content; null: no file is there
   * @throws HostError with kind 'changed' when the present content is another one
   */
  replaceFile(
    path: string,
    content: Uint8Array,
    expectSha256: string | null,
    fresh: Ownership,
  ): Promise<void>;
  /** A new file in the place of whatever file or link is there, neither opened nor followed. */
  publishFile(path: string, content: Uint8Array, look: Ownership): Promise<void>;
  /** @throws HostError with kind 'changed' when the content is not `expectSha256` */
  removeFile(path: string, expectSha256: string): Promise<void>;
  /** mkdir with exact owner and mode; SELinux label copied from `likeLabelOf` where there is one. */
  makeDirectory(path: string, owner: Ownership, likeLabelOf: string | null): Promise<void>;
  /**
   * symlink(2) to a full path; its folder synced, also where the link is there already.
   * @throws HostError with kind 'changed' when something else is there
   */
  makeLink(path: string, target: string): Promise<void>;
  /** The inverse, alike. @throws HostError with kind 'changed' when it is not a link to `target` */
  removeLink(path: string, target: string): Promise<void>;
  /** rename(2), of a directory or a file, to a path where nothing is; both parents synced. */
  rename(from: string, to: string): Promise<void>;
  /** rmdir(2). */
  removeDirectory(path: string): Promise<void>;
  /**
   * Removes what a cut off replaceFile or makeDirectory of this path left beside it, if anything, and
   * syncs its folder: a rename that was cut off before that is on disk then.
   */
  removeLeftover(path: string): Promise<void>;
  /** Removes a tree, never crossing into another mount; or a file. */
  removeTree(path: string): Promise<void>;

  /** Opens (creates, 0600) a file for whole synced lines. */
  openAppend(path: string): Promise<AppendFile>;
  /** flock(2), freed by the kernel on any death. Waits up to `timeoutMs`. */
  lock(path: string, holder: LockHolder, timeoutMs: number): Promise<LockResult>;
}

export type HostErrorKind =
  'missing-program' | 'cannot-start' | 'cannot-read' | 'cannot-write' | 'changed' | 'busy';

/** A failure of the machine below us, with the operating system's own words in `message`. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly kind: HostErrorKind;
  readonly subject: string;

  constructor(kind: HostErrorKind, subject: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.subject = subject;
  }
}
