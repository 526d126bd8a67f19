import type { Explanation } from '../codes.ts';

/** DM00x: dmctl itself and what it stands on. */
export const HOST_CODES = {
  DM001: {
    title: 'a bug in dmctl',
    meaning: 'dmctl met something it was not written for.',
    why: 'This is an error in dmctl, not in your host.',
    fix: [
      'look at the log named in the message; a run that was under way is in `dmctl history`',
      'report it with the output of the same command and --verbose',
    ],
  },
  DM002: {
    title: 'a usage error',
    meaning: 'The command line could not be read. No program was started.',
    why: 'Sizes, names and percentages are read before anything is looked at.',
    fix: ['dmctl help', 'dmctl COMMAND --help'],
  },
  DM003: {
    title: 'needs root',
    meaning: 'Devices, LVM and the Docker daemon can only be read and changed by root.',
    why: 'The same holds for every LVM command.',
    fix: ['run it again with sudo'],
  },
  DM004: {
    title: 'a tool is missing',
    meaning: 'A program that dmctl needs is not in any system folder.',
    why: 'dmctl calls LVM, util-linux and Docker; it looks in fixed folders, never through PATH.',
    fix: [
      'Debian, Ubuntu, SLES 15: install lvm2 and thin-provisioning-tools',
      'RHEL, CentOS, Fedora: install lvm2 and device-mapper-persistent-data',
    ],
  },
  DM005: {
    title: 'a tool is too old',
    meaning: 'A program is there, but older than what the set-up needs.',
    why: 'LVM reports as JSON need lvm2 2.02.158; wipefs prints JSON from util-linux 2.31.',
    fix: ['upgrade the package named in the message'],
  },
  DM006: {
    title: 'no thin-pool target in this kernel',
    meaning: 'The kernel has neither the dm-thin-pool module nor the target built in.',
    why: 'The thin pool lives in the kernel (CONFIG_DM_THIN_PROVISIONING).',
    fix: ['modprobe dm_thin_pool', 'install the package with the modules of the running kernel'],
  },
  DM007: {
    title: 'the host could not be read',
    meaning: 'Something that must be known before anything is changed could not be found out.',
    why: 'Unknown is never taken for "no": dmctl stops rather than guess.',
    fix: ['mend what the message names, then run the command again'],
  },
  DM008: {
    title: 'what is to be written is no file',
    meaning: 'The path given for the figures is a symbolic link, a folder or a device.',
    why: 'Whoever can write in its folder could choose, with a link, what root writes over.',
    fix: ['remove it, or name another file'],
  },
} as const satisfies Record<string, Explanation>;
