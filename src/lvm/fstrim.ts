import { writes, type Command } from '../model/command.ts';

/**
 * Calls fstrim(8) in another mount namespace (nsenter(1)), where it tells the device below a file system which blocks
 * are not used. The pool frees those chunks of it that are unused as a whole and that no other thin device shares
 * (thin-provisioning.rst, discards). `--mount=FILE` is to come before these arguments, the mount point behind them.
 */
export const trimMount = (): Command => writes('nsenter', ['fstrim']);

/** Leads nsenter to the mount namespace of a process (proc_pid_ns(5)). */
export const mountNamespaceOf = (pid: number): string => `--mount=/proc/${String(pid)}/ns/mnt`;
