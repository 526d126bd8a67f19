/** DM00x, DM05x: dmctl itself, its runs, their journal and the lock. */
export const DMCTL_CODES = {
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
  DM050: {
    title: 'a step failed and everything was put back',
    meaning: 'The run ended as it began: disk, LVM, profile, daemon.json, data root and Docker.',
    why: "The tool's own words are in the message.",
    fix: ['mend the cause, then run the same command again'],
  },
  DM051: {
    title: 'the run stopped part-way',
    meaning: 'Some steps are done, the rest is not. The journal knows which.',
    why: 'It was interrupted, or it met a state in which neither going on nor going back is safe.',
    fix: ['dmctl resume', 'dmctl rollback'],
  },
  DM052: {
    title: 'putting back failed too',
    meaning: 'A step failed, and so did a step that should take an earlier one back.',
    why: 'Both causes are in the message.',
    fix: ['mend the second cause', 'dmctl rollback'],
  },
  DM053: {
    title: 'another dmctl is at work',
    meaning: 'Only one dmctl changes a host at a time.',
    why: 'The lock is /run/dmctl.lock; it is free as soon as its holder ends, however it ends.',
    fix: ['wait for it, or use --lock-timeout SECONDS'],
  },
  DM054: {
    title: 'an earlier run is unfinished',
    meaning: 'A run was cut off. Until it is finished or undone, nothing else is changed.',
    why: 'Its half state could be mistaken for something else.',
    fix: ['the same command again, or dmctl resume, goes on with it', 'dmctl rollback undoes it'],
  },
  DM055: {
    title: 'a journal cannot be read',
    meaning: 'The journal of a run is damaged, or a newer dmctl wrote it.',
    why: 'Without it dmctl does not know what is its own.',
    fix: ['use the dmctl that wrote it', 'look at the folder the message names'],
  },
  DM056: {
    title: 'nothing to resume or roll back',
    meaning: 'There is no unfinished run.',
    why: 'Every run on record has ended.',
    fix: ['dmctl history lists the runs'],
  },
  DM057: {
    title: 'the host changed under the run',
    meaning: 'A step found neither the state it starts from nor the one it leads to.',
    why: 'Something else changed the host since the plan was made.',
    fix: [
      'look at what the message shows',
      'dmctl history says how the run ended, and what is left',
    ],
  },
  DM058: {
    title: "the folder of the journals is not root's alone",
    meaning: 'Somebody else owns it, can write in it or read it, or it is a link.',
    why: 'What a journal says is carried out as root, and old configuration files lie beside it.',
    fix: ['look what is in it', 'chown root:root and chmod 700 it, or move it away'],
  },
} as const;
