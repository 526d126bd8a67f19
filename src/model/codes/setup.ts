/** DM02x, DM03x, DM06x, DM21x: disks, names, sizes and loop files that setup and resize refuse or warn of. */
export const SETUP_CODES = {
  DM020: {
    title: 'the device is not blank',
    meaning: 'A file system, partition table, LVM label or other signature is on the device.',
    why: 'Setting up the pool would destroy what it belongs to.',
    fix: [
      'choose another device',
      'if its content may go: add --wipe-signatures --confirm DEVICE (wipefs keeps the bytes it erases in /root/wipefs-*.bak)',
    ],
  },
  DM021: {
    title: 'the device is in use',
    meaning:
      'It is mounted, used as swap, held by another device, shown by a loop device, or opened exclusively; or a partition of it is.',
    why: 'Writing to it would damage whatever uses it. There is no flag that overrides this.',
    fix: ['lsblk DEVICE shows what uses it; choose another device or free this one'],
  },
  DM022: {
    title: 'the device belongs to LVM already',
    meaning:
      'It or a partition of it is a physical volume: of a volume group, exported, foreign, or one LVM does not report.',
    why: 'Taking it would destroy or confuse that volume group.',
    fix: [
      'pvs -a --foreign shows whose it is',
      'an orphan that nobody needs: pvremove DEVICE, or --wipe-signatures --confirm DEVICE',
    ],
  },
  DM023: {
    title: 'the device cannot carry a pool',
    meaning: 'It is not a whole, writable, fixed disk of a sufficient size.',
    why: 'Partitions, removable, read-only and empty devices are refused, as are files.',
    fix: ['lsblk -d shows the disks of this host; choose a whole one'],
  },
  DM024: {
    title: 'no such device',
    meaning: 'The path does not lead to a block device.',
    why: 'It does not exist, dangles, or is something else.',
    fix: ['lsblk shows the devices of this host'],
  },
  DM025: {
    title: 'the same disk twice',
    meaning: 'Two of the names given lead to one device.',
    why: 'Devices are compared by their number, not by their name.',
    fix: ['name every disk once'],
  },
  DM026: {
    title: 'the disk holds data without a signature',
    meaning: 'Nothing known is on it, but its first or last MiB is not all zeros.',
    why: 'It may be an encrypted volume, a raw database, or the remains of something. What lies between those two MiB is not looked at.',
    fix: ['choose another device', 'if its content may go: add --wipe-signatures --confirm DEVICE'],
  },
  DM027: {
    title: 'wiping is not confirmed',
    meaning: '--wipe-signatures needs --confirm with each device that is not blank.',
    why: 'What is destroyed has to be named, exactly as it was given.',
    fix: ['add --confirm DEVICE for exactly that device'],
  },
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
  DM060: {
    title: 'the pool on loop files is not as Docker makes it',
    meaning:
      'A file, a loop device or the pool above them is missing, replaced, cut off, or not the only one.',
    why: 'Growing the wrong file, or one that shows only in part, would help nobody.',
    fix: [
      'losetup --list and dmsetup table --target thin-pool show what there is',
      'a file that was deleted lives on as long as its loop device: docker save what is needed before Docker is stopped',
    ],
  },
  DM061: {
    title: 'a loop file promises more than its file system has',
    meaning:
      'The file is sparse: it takes room only as Docker writes. Its full size does not fit beside what is there.',
    why: 'When the file system is full, every write to the pool fails, in all containers at once.',
    fix: [
      'ask for less, or make room on the file system',
      'dmctl resize --allow-overcommit promises it all the same',
    ],
  },
  DM062: {
    title: 'the new size counts from the next start of Docker',
    meaning: 'Docker is stopped and its pool is gone; only the files were grown.',
    why: 'dockerd makes the pool anew at every start, as large as the files are then.',
    fix: ['start Docker, then dmctl verify'],
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
} as const;
