import type { Command, Outcome, Program } from './command.ts';
import type { DeviceIdentity } from './facts/device.ts';
import type { Bytes, Range } from './units.ts';

export type FileKind = 'file' | 'directory' | 'symlink' | 'block' | 'character' | 'fifo' | 'socket';

/** lstat(2) or stat(2) of a path. */
export interface FileStat {
  readonly kind: FileKind;
  readonly size: Bytes;
  /** Space the file occupies (st_blocks); less than its size if it is sparse. */
  readonly allocated: Bytes;
  /** Permission bits as chmod(2) accepts them. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly inode: number;
  readonly links: number;
  /** Number of the device that holds the file, `MAJ:MIN`. */
  readonly device: string;
  /** For block and character files: their own device number, `MAJ:MIN`; else null. */
  readonly represents: string | null;
}

/** The identity of a file. */
export interface FileIdentity {
  readonly path: string;
  readonly inode: number;
  /** Device number of its file system, `MAJ:MIN`. */
  readonly fileSystem: string;
}

/** The process that holds the lock. */
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

/** A prepared program call. */
export interface AtEnd {
  /** Makes the call. The exit code is that of xargs(1): 123 for any other than 0. */
  now(): Promise<Outcome>;
  /** Cancels the call. */
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
  /** Offset of the next line in bytes. */
  readonly end: number;
}

/** A directory tree whose own part is to be copied: what differs from the tree it is a snapshot of. */
export interface DifferenceToCopy {
  readonly from: string;
  /** The tree that `from` is a snapshot of; null: all of `from` is its own. */
  readonly below: string | null;
  /** An empty directory. What `from` no longer has becomes a whiteout of overlayfs in it. */
  readonly to: string;
}

/** Hears how far a copy is. */
export interface CopyListener {
  /** Bytes copied so far, five times a second at most. */
  readonly tell: (bytes: number) => void;
  /** Everything is copied; it is read back next, and must not be changed any more. */
  readonly copied?: () => void;
}

/** Counts of what was copied, and compared with its source afterwards. */
export interface CopiedDifference {
  /** Files and directories, the root and the directories above others included. */
  readonly entries: number;
  /** Content of files; the holes of sparse files do not count. */
  readonly bytes: Bytes;
  readonly whiteouts: number;
  /** Unix sockets, which are left out. */
  readonly sockets: number;
}

/** Owner and mode of a new directory or file. */
export interface Ownership {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/**
 * Everything dmctl asks of the machine: the one spawner and the one file gateway. Reading functions
 * return null if the path does not exist and throw HostError if that is unknown.
 */
export interface Host {
  /** @throws HostError when the program is missing or cannot be started. */
  run(command: Command): Promise<Outcome>;
  /**
   * Prepares a call that is made when dmctl asks for it or ends, even by SIGKILL.
   * @throws HostError when the program is missing, or xargs(1) cannot be started
   */
  runAtEnd(command: Command): Promise<AtEnd>;
  /**
   * Yields the lines that a reading program prints. The program is ended when the caller stops
   * reading or `stop` is aborted.
   * @throws HostError when it is missing, cannot be started, or exits with another code than 0
   */
  lines(command: Command, stop: AbortSignal): AsyncIterable<string>;
  /**
   * Returns the absolute path of a program in a fixed directory, or null.
   * @param at its full path elsewhere, where it counts only if nobody but root can write to it or to any
   * directory above it
   * @throws HostError when it is there, and others than root can write to it
   */
  locate(program: Program, at?: string): Promise<string | null>;

  readonly euid: number;
  /** The clock. Durations are measured with performance.now(), which nobody sets. */
  now(): Date;
  /** When this boot began, in milliseconds since 1970; null where the kernel does not say. */
  bootedAt(): Promise<number | null>;

  lstat(path: string): Promise<FileStat | null>;
  stat(path: string): Promise<FileStat | null>;
  /** Returns the path with all symbolic links resolved, or null if it does not exist. */
  realPath(path: string): Promise<string | null>;
  /** Reads a file as UTF-8 and rejects malformed sequences. */
  readText(path: string): Promise<string | null>;
  readBytes(path: string): Promise<Uint8Array | null>;
  /** Yields the whole lines from byte `offset` on, block by block; none if there is no file. */
  fileLines(path: string, offset: number): AsyncIterable<FileLine>;
  /** Yields the whole lines of a file that gzip(1) compressed; none if there is no file. */
  gunzippedLines(path: string): AsyncIterable<string>;
  /** Lists the names in a directory, sorted. */
  list(path: string): Promise<readonly string[] | null>;
  /**
   * Makes one HTTP GET request over a Unix socket.
   * @returns the body of a 200 answer, or null if nothing listens there
   */
  getFromSocket(socket: string, path: string, timeoutMs: number): Promise<string | null>;
  /** Returns the bytes free for root on the file system that holds `path` (statfs(2)). */
  freeSpace(path: string): Promise<Bytes>;
  /** Returns the bytes that everybody may use there, without those reserved for root. */
  availableSpace(path: string): Promise<Bytes>;
  /** Returns the inodes free on that file system; null: it has no limit (statfs(2), f_files is 0). */
  freeInodes(path: string): Promise<number | null>;

  /** Opens a block device with O_RDONLY | O_EXCL; false means EBUSY: it is in use. */
  canOpenExclusively(device: string): Promise<boolean>;
  /** Returns the offset of the first non-zero byte in [offset, offset + length), or null. */
  firstNonZero(device: string, offset: Bytes, length: Bytes): Promise<Bytes | null>;
  /**
   * Reads a block device through the page cache. @throws HostError when it ends before the range
   * does
   */
  readRange(device: string, offset: Bytes, length: Bytes): Promise<Uint8Array>;
  /**
   * Writes zeros over a range of a block device that is not in use, and syncs. The first sector that
   * is not zero is written last: LVM's label or header in it proves that the others may go.
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
   * Grows a regular file with ftruncate(2) and syncs it. A file that already has the size stays
   * unchanged.
   * @throws HostError with kind 'changed', the file as it was, when it is another file or larger
   * than `to`
   */
  growFile(file: FileIdentity, to: Bytes): Promise<void>;
  /** Hashes the first `length` bytes of a file or device. @returns sha256, hex */
  digestOf(path: string, length: Bytes): Promise<string>;
  /**
   * Copies the first `length` bytes of a device or file into a file of mode 0600, sparse where they are zero:
   * written beside it, synced and renamed.
   * @returns sha256 of what was read, hex
   */
  copyToFile(from: string, to: string, length: Bytes): Promise<string>;
  /**
   * Copies the first `length` bytes of a file onto a device that nothing uses, and syncs it.
   * @returns sha256 of what was read, hex
   */
  copyToDevice(from: string, to: string, length: Bytes): Promise<string>;
  /** Replaces the first bytes of a regular file, and syncs it. */
  writeStart(path: string, content: Uint8Array): Promise<void>;
  /** Syncs a file (fsync(2)), whichever process wrote to it. */
  syncFile(path: string): Promise<void>;

  /**
   * Replaces a file atomically (temporary file beside the link's target, fsync, rename, fsync of
   * the directory) and keeps the owner, mode and extended attributes.
   * @param expectSha256 hash of the present content; null: the file does not exist
   * @throws HostError with kind 'changed' when the present content is different
   */
  replaceFile(
    path: string,
    content: Uint8Array,
    expectSha256: string | null,
    fresh: Ownership,
  ): Promise<void>;
  /** Puts a new file in place of any file or link, which is neither opened nor followed. */
  publishFile(path: string, content: Uint8Array, look: Ownership): Promise<void>;
  /** @throws HostError with kind 'changed' when the content is not `expectSha256` */
  removeFile(path: string, expectSha256: string): Promise<void>;
  /** Creates a directory with owner and mode, and the SELinux label of `likeLabelOf` if given. */
  makeDirectory(path: string, owner: Ownership, likeLabelOf: string | null): Promise<void>;
  /**
   * Creates a symbolic link and syncs its directory, even if the link exists. The target may be
   * relative to that directory.
   * @throws HostError with kind 'changed' when something else exists there
   */
  makeLink(path: string, target: string): Promise<void>;
  /**
   * Removes such a link and syncs its directory. @throws HostError with kind 'changed' when it is
   * not a link to `target`
   */
  removeLink(path: string, target: string): Promise<void>;
  /** Renames a directory or a file to a path that does not exist and syncs both parents. */
  rename(from: string, to: string): Promise<void>;
  /** Removes an empty directory (rmdir(2)). */
  removeDirectory(path: string): Promise<void>;
  /**
   * Removes the temporary file of an interrupted replaceFile or makeDirectory and syncs the
   * directory, so that a rename made before the interruption is on disk.
   */
  removeLeftover(path: string): Promise<void>;
  /** Removes a directory tree or a file and never crosses into another mount. */
  removeTree(path: string): Promise<void>;

  /**
   * Copies what differs between two directory trees with tar(1), reads the copy back and compares
   * the two: names, types, modes, owners, times to the nanosecond, extended attributes, access
   * control lists, links, device numbers, content and holes.
   * @throws HostError 'cannot-read' for what an overlay cannot hold: a character device 0:0, or an
   * attribute trusted.overlay.*; 'changed' when the copy differs, with the first paths that do;
   * 'cannot-write' with tar's own words
   */
  copyDifference(what: DifferenceToCopy, listener: CopyListener): Promise<CopiedDifference>;
  /**
   * Assembles a layer's tar from the parts that tar-split.json.gz keeps and the files in `folder`,
   * and returns `sha256:HEX` of it. Nothing outside `folder` is opened.
   * @throws HostError 'cannot-read' when a file is missing, or has another size
   */
  tarSplitDigest(tarSplit: string, folder: string): Promise<string>;

  /** Opens a file to append whole, synced lines; creates it with mode 0600. */
  openAppend(path: string): Promise<AppendFile>;
  /** Takes flock(2), which the kernel frees when the process dies, and waits up to `timeoutMs`. */
  lock(path: string, holder: LockHolder, timeoutMs: number): Promise<LockResult>;
}

export type HostErrorKind =
  'missing-program' | 'cannot-start' | 'cannot-read' | 'cannot-write' | 'changed' | 'busy';

/** A failure of the machine, with the operating system's own words in `message`. */
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
