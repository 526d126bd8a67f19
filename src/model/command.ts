/** The programs dmctl may start. They are looked up in fixed folders, never through PATH. */
export type Program =
  | 'lvm'
  | 'pvcreate'
  | 'pvremove'
  | 'pvresize'
  | 'vgcreate'
  | 'vgremove'
  | 'vgextend'
  | 'vgreduce'
  | 'lvcreate'
  | 'lvconvert'
  | 'lvremove'
  | 'lvchange'
  | 'lvextend'
  | 'lvmconfig'
  | 'dmsetup'
  | 'lvmdiskscan'
  | 'pvdisplay'
  | 'losetup'
  | 'lsblk'
  | 'wipefs'
  | 'blkid'
  | 'blockdev'
  | 'blkdiscard'
  | 'nsenter'
  | 'du'
  | 'thin_check'
  | 'thin_repair'
  | 'dmesg'
  | 'truncate'
  | 'thin_ls'
  | 'xfs_info'
  | 'tar'
  | 'mkfs.xfs'
  | 'mkfs.ext4'
  | 'mkfs.ext2'
  | 'chmod'
  | 'cp'
  | 'mount'
  | 'umount'
  | 'sync'
  | 'docker'
  | 'dockerd'
  | 'containerd'
  | 'ctr'
  | 'systemctl'
  | 'journalctl'
  | 'service';

/** A program call as data, to be shown, journaled, written as a script or run. */
export interface Command {
  readonly program: Program;
  readonly args: readonly string[];
  /** false: the call cannot change anything, so a dry run may make it. */
  readonly writes: boolean;
  /**
   * Milliseconds after which dmctl gives up a reading call. Never set for LVM or dmsetup calls:
   * killing them can leave a lock or a suspended device behind.
   */
  readonly timeoutMs?: number;
  /** Full path of a program that lies in none of those directories, if it is to be trusted; @see Host.locate */
  readonly at?: string;
}

/** The result of a program call. A non-zero exit is data; only a failure to start is an error. */
export interface Outcome {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/** Describes how a program ended, for messages: `exited with 5`, `died of SIGKILL`. */
export const howItEnded = ({ exitCode, signal }: Pick<Outcome, 'exitCode' | 'signal'>): string =>
  exitCode === null ? `died of ${String(signal)}` : `exited with ${String(exitCode)}`;

const MEANT_FOR_US: ReadonlySet<string | null> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Tells whether a signal meant for dmctl ended the child. Ctrl-C goes to every process of the
 * terminal's group; a child leaves that group with setsid(2) before it becomes the program, and can
 * be hit before that.
 */
export const isEndedWithUs = ({ signal }: Outcome): boolean => MEANT_FOR_US.has(signal);

/** Makes a reading call, which cannot change the host. */
export const reads = (program: Program, args: readonly string[], timeoutMs?: number): Command =>
  timeoutMs === undefined
    ? { program, args, writes: false }
    : { program, args, writes: false, timeoutMs };

/** Makes a changing call, which has no time limit. */
export const writes = (program: Program, args: readonly string[]): Command => ({
  program,
  args,
  writes: true,
});
