/** DM00x, DM05x: dmctl itself, its runs, their journal and the lock. */
export const DMCTL_CODES = {
  DM001: {
    title: 'bug in dmctl',
    meaning: 'dmctl met a situation it was not written for.',
    why: 'The fault is in dmctl, not in your host.',
    fix: [
      'check the log named in the message, if there is one; dmctl history shows whether a run is unfinished',
      'report the bug with the output of the same command and --verbose',
    ],
  },
  DM002: {
    title: 'usage error',
    meaning: 'The command line is not valid. No program was started.',
    why: 'dmctl checks commands, flags, sizes, names and percentages before it does anything else.',
    fix: ['dmctl help lists the commands', 'dmctl help COMMAND lists the flags of one'],
  },
  DM003: {
    title: 'root privileges required',
    meaning:
      'Only root can read and change devices, LVM, the Docker daemon and the records of runs.',
    why: 'Every LVM command has the same requirement.',
    fix: ['run the command again with sudo'],
  },
  DM004: {
    title: 'required program not found',
    meaning: 'A program that dmctl needs is not in any of the system directories.',
    why: 'dmctl calls LVM, util-linux and Docker from fixed directories and ignores PATH.',
    fix: [
      'Debian, Ubuntu, SLES 15: install lvm2 and thin-provisioning-tools',
      'RHEL, CentOS, Fedora: install lvm2 and device-mapper-persistent-data',
      'for any other program: install the package that provides it',
    ],
  },
  DM005: {
    title: 'program is too old',
    meaning: 'A program is installed, but its version is older than the command requires.',
    why: 'dmctl needs JSON reports (lvm2 2.02.158 or newer), lsblk and wipefs of util-linux 2.23 or newer, and thin_check 0.3.0 or newer: LVM calls it with --clear-needs-check-flag, and activates no pool with one that does not know it. teardown --erase needs blkdiscard of util-linux 2.28 or newer.',
    fix: ['upgrade the package named in the message'],
  },
  DM006: {
    title: 'kernel has no thin-pool target',
    meaning:
      'The thin-pool target is neither built into the running kernel nor available as the module dm_thin_pool.',
    why: 'Thin pools are implemented in the kernel (CONFIG_DM_THIN_PROVISIONING).',
    fix: [
      'modprobe dm_thin_pool',
      'if the module does not exist: install the package with the modules of the running kernel',
    ],
  },
  DM007: {
    title: 'host could not be read',
    meaning: 'Something that dmctl must know before it continues could not be read or understood.',
    why: 'dmctl never takes "unknown" for "no": it stops instead of guessing.',
    fix: ['fix the problem named in the message, then run the command again'],
  },
  DM008: {
    title: 'output path is not a regular file',
    meaning:
      'The path given to dmctl metrics --output is a symbolic link, a directory or a device.',
    why: 'The file is written as root. Through a link, anyone who can write to its directory could choose which file root overwrites.',
    fix: ['remove it, or give another path'],
  },
  DM009: {
    title: 'output could not be written',
    meaning:
      'Standard output or standard error leads to a file on a full disk, or to one that cannot be written.',
    why: 'This stops no run. If the answer is lost, the exit code is 74 instead of 0 or 10.',
    fix: [
      'dmctl history shows how the run ended and where its log is',
      'make room on the disk, then run the same command again',
    ],
  },
  DM050: {
    title: 'step failed; all changes were undone',
    meaning:
      'A step failed, and the steps before it were undone. Disk, LVM, profile, daemon.json, data root and Docker are as they were before the run.',
    why: "The message quotes the error of the program that failed; of a Docker that did not start, dockerd's own last words and their meaning.",
    fix: ['fix the cause and run the same command again'],
  },
  DM051: {
    title: 'run stopped part-way',
    meaning: 'Some steps are done and the rest are not. The journal records which.',
    why: 'The run was interrupted, or it found a state in which it is safe neither to continue nor to go back.',
    fix: [
      'dmctl resume continues the run',
      'dmctl rollback undoes it',
      'if nothing was changed yet: run the command again',
    ],
  },
  DM052: {
    title: 'undoing the run failed',
    meaning: 'A step that undoes an earlier one failed. Part of the run is still in place.',
    why: 'The message gives the cause, and the reason why the run was being undone.',
    fix: ['fix the cause', 'dmctl rollback continues undoing the run'],
  },
  DM053: {
    title: 'another dmctl is running',
    meaning: 'Only one dmctl at a time can change a host.',
    why: 'The lock is /run/dmctl.lock. It is released when the process that holds it ends, however it ends.',
    fix: ['wait for the other process to end, or add --lock-timeout SECONDS to wait for the lock'],
  },
  DM054: {
    title: 'earlier run is unfinished',
    meaning:
      'A run was interrupted. dmctl changes nothing else until that run is resumed or rolled back. Docker may be stopped until then.',
    why: 'What it left half done could be mistaken for something else.',
    fix: [
      'dmctl resume continues it, and so does the same command with the same flags',
      'dmctl rollback undoes it',
    ],
  },
  DM055: {
    title: 'journal cannot be read',
    meaning: 'The journal of a run is damaged, or a newer dmctl wrote it.',
    why: 'Without it dmctl does not know which changes are its own.',
    fix: [
      'use the version of dmctl that wrote it',
      'if you know that the run is over: move the directory named in the message somewhere else',
    ],
  },
  DM056: {
    title: 'nothing to resume or roll back',
    meaning: 'There is no unfinished run, or not the one that was named.',
    why: 'Only an unfinished run can be resumed or rolled back. A finished setup is removed with dmctl teardown.',
    fix: ['dmctl history lists the runs'],
  },
  DM057: {
    title: 'host changed after the run was planned',
    meaning: 'A step found neither the state it starts from nor the state it leads to.',
    why: 'Something other than dmctl has changed the host since.',
    fix: [
      'compare the host with what the message shows',
      'dmctl history shows how the run ended and whether it is unfinished',
    ],
  },
  DM058: {
    title: 'journal directory is not private to root',
    meaning:
      'Another user owns the directory, can write to it or can read it, or it is not a directory but a link.',
    why: 'dmctl carries out what a journal says as root, and keeps old configuration files beside it.',
    fix: [
      'check what is in it',
      'then chown root:root and chmod 700 it, or move it away',
      'if it is a link or a file: move it away; dmctl creates the directory',
    ],
  },
} as const;
