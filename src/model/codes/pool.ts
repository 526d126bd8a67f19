import type { Explanation } from '../codes.ts';

/** DM03x, DM2xx: names, sizes and what a pool can do. */
export const POOL_CODES = {
  DM030: {
    title: 'the name is taken',
    meaning:
      'A volume group, logical volume or device of that name, or something else at /dev/VG, exists and is not ours.',
    why: 'dmctl never takes over what it did not make, and LVM takes no name that is taken in /dev.',
    fix: [
      'choose another name with --vg or --pool',
      'an empty /dev/VG that nobody needs, left over from a group that is gone: rmdir /dev/VG',
    ],
  },
  DM031: {
    title: 'already set up with other values',
    meaning: 'The host has this pool, but not as it was asked for now.',
    why: 'Changing a pool in use is another job than setting one up.',
    fix: ['ask for the values the message shows', 'dmctl resize changes sizes'],
  },
  DM032: {
    title: 'not enough space',
    meaning: 'The devices, the volume group or the file system have less room than was asked for.',
    why: 'Data, metadata and the spare that LVM adds must all fit.',
    fix: [
      'setup: a larger device, more devices, or smaller percentages',
      'resize: a smaller size; direct-lvm: dmctl resize --add DEVICE',
    ],
  },
  DM033: {
    title: 'a size the pool cannot have',
    meaning: 'A chunk size, data size or metadata size is outside what dm-thin can address.',
    why: 'Chunks are multiples of 64 KiB up to 1 GiB; metadata is 2 MiB to 15.81 GiB.',
    fix: ['choose a size within the limits the message shows'],
  },
  DM034: {
    title: 'the profile name is taken',
    meaning: 'The LVM profile folder has a file of that name with other content.',
    why: 'dmctl does not overwrite what it did not write.',
    fix: ['compare the file with what the message shows; remove it, or choose another --pool'],
  },
  DM035: {
    title: 'a pool never shrinks',
    meaning: 'The size that was asked for is smaller than the size the pool has.',
    why: 'What lies beyond the new end would be destroyed. Neither the kernel, LVM nor dmctl does that to a thin pool.',
    fix: [
      'ask for a larger size, or for growth: dmctl resize --size +50G',
      'a smaller pool can only be made anew: docker save, dmctl teardown, dmctl setup',
    ],
  },
  DM036: {
    title: 'the option is for another kind of pool',
    meaning:
      '--add and --keep-step are for direct-lvm, where a volume group gives the room; --allow-overcommit is for loop-lvm, where a sparse file does.',
    why: 'Going on without it would do something else than was asked for.',
    fix: ['leave the option out; dmctl verify says which kind of pool this host has'],
  },
  DM037: {
    title: 'Docker cannot set this device up itself',
    meaning:
      'With --managed Docker makes the pool. On this host, or under this name, it would stop half way or not begin.',
    why: 'Docker compares the name with what lvmdiskscan prints, writes its profile into /etc/lvm/profile whatever lvm.conf says, and takes nothing back where it fails.',
    fix: [
      'name the device as lvmdiskscan prints it',
      'or leave --managed out: dmctl makes the same pool, and can put everything back',
    ],
  },
  DM204: {
    title: 'no auto-extension step can be served',
    meaning: 'The volume group has no room for the next step, so the pool will not grow by itself.',
    why: "LVM's step is all or nothing. The documented 95% + 1% layout leaves too little on one disk.",
    fix: [
      'dmctl setup direct-lvm --reserve-step leaves the room from the start',
      'dmctl resize --add DEVICE adds some',
    ],
  },
  DM205: {
    title: 'nothing of dmctl activates the pool at boot',
    meaning: 'systemd does not start Docker on this host, so dmctl installs no unit.',
    why: "LVM's own events mostly bring the pool up before Docker; nothing makes sure of it.",
    fix: ['add lvchange -ay VG/POOL to what starts Docker, before it'],
  },
  DM210: {
    title: 'loop files promise room that is not reserved',
    meaning:
      'The sizes of a loop-lvm pool are those of two sparse files; the room is taken from the file system of the data root as containers write.',
    why: "Docker's 107.4 GB (100 GiB) are there whatever the disk has. When the file system is full before the pool is, writes fail and the pool is damaged.",
    fix: [
      'df -h shows what the file system of the data root has left',
      'dmctl setup loop-lvm --data-size SIZE promises less from the start',
      'for more than a test: dmctl setup direct-lvm DEVICE',
    ],
  },
} as const satisfies Record<string, Explanation>;
