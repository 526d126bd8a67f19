import { ParseError } from '../errors.ts';
import { wholeLines } from '../lines.ts';

const SOURCE = '/proc/self/mountinfo';

/** One line of /proc/self/mountinfo (proc_pid_mountinfo(5)). */
export interface Mount {
  readonly mountPoint: string;
  /** `MAJ:MIN` of the file system. */
  readonly device: string;
  readonly type: string;
  readonly source: string;
  /** True if the mount, or the whole file system, is read-only. */
  readonly readOnly: boolean;
}

/** The kernel writes space, tab, newline and backslash as a backslash and three octal digits. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

/**
 * Reads /proc/self/mountinfo: `36 35 98:0 /root /mnt rw,noatime shared:1 - ext4 /dev/root rw`.
 * @throws ParseError, also for an empty table: the file it was read from is on a mount itself
 */
export function parseMounts(text: string): readonly Mount[] {
  if (text === '') throw new ParseError(SOURCE, 'a mount at least', text);
  return wholeLines(SOURCE, text).map((line) => {
    const [left = '', right = ''] = line.split(' - ', 2);
    const [, , device, , mountPoint, options = ''] = left.split(' ');
    const [type, source, wholeOptions = ''] = right.split(' ');
    if (!device || !mountPoint || !type || source === undefined) {
      throw new ParseError(SOURCE, 'a mount with its type and source', line);
    }
    const readOnly = [options, wholeOptions].some((words) => words.split(',').includes('ro'));
    const paths = { mountPoint: unescape(mountPoint), source: unescape(source) };
    return { ...paths, device, type, readOnly };
  });
}

/** Returns the mount that holds a path: the last one at the nearest mount point above or at it. */
export function mountHolding(mounts: readonly Mount[], path: string): Mount | null {
  const above = mounts.filter(({ mountPoint }) => {
    const folder = mountPoint === '/' ? '/' : `${mountPoint}/`;
    return path === mountPoint || path.startsWith(folder);
  });
  const length = Math.max(...above.map(({ mountPoint }) => mountPoint.length));
  return above.findLast(({ mountPoint }) => mountPoint.length === length) ?? null;
}

/** Returns the mount points at and below `path`, which is absolute, without a trailing slash. */
export function mountsBelow(mounts: readonly Mount[], path: string): readonly string[] {
  return mounts
    .map((mount) => mount.mountPoint)
    .filter((point) => point === path || point.startsWith(`${path}/`));
}
