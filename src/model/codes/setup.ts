/** DM02x, DM03x, DM06x, DM210: disks, names, sizes and loop files that setup and resize refuse or warn about. */
export const SETUP_CODES = {
  DM020: {
    title: 'device is not blank',
    meaning:
      'The device carries a file system, a partition table, an LVM label or another signature.',
    why: 'Making it part of the pool would destroy what it holds.',
    fix: [
      'choose another device',
      'if all of its content may be destroyed: add --wipe-signatures --confirm DEVICE (dmctl saves the first and the last MiB in /var/lib/dmctl/wiped)',
    ],
  },
  DM021: {
    title: 'device is in use',
    meaning:
      'The device or one of its partitions is mounted, used as swap, held by another device, attached to a loop device or opened exclusively.',
    why: 'Writing to it would damage whatever uses it. No flag overrides this.',
    fix: ['lsblk DEVICE shows what uses it', 'choose another device, or end that use'],
  },
  DM022: {
    title: 'device belongs to LVM',
    meaning:
      'The device or one of its partitions is a physical volume: in a volume group of this host, in an exported or foreign one, or one that LVM does not report.',
    why: 'Using it would damage or destroy that volume group. No flag overrides this.',
    fix: [
      'pvs -a --foreign shows which volume group it belongs to; choose another device',
      'if nobody needs that physical volume: take it out of its volume group (vgreduce), then pvremove DEVICE',
    ],
  },
  DM023: {
    title: 'device cannot hold a pool',
    meaning: 'The device is not a writable, fixed disk or partition of at least 1 GiB.',
    why: 'Removable, read-only or empty devices are refused, and so are extended partitions, which only hold others. A disk added to a pool needs room for at least one extent.',
    fix: ['lsblk lists the disks and partitions of this host'],
  },
  DM024: {
    title: 'no such block device',
    meaning: 'The path does not lead to a block device.',
    why: 'It does not exist, is a dangling symbolic link, or is another kind of file.',
    fix: ['lsblk lists the devices of this host'],
  },
  DM025: {
    title: 'same disk given twice',
    meaning: 'Two of the given names lead to the same device.',
    why: 'dmctl compares devices by their numbers, not by their names.',
    fix: ['name each disk once'],
  },
  DM026: {
    title: 'disk holds data without a known signature',
    meaning:
      'No known signature was found, but the first or last MiB of the disk is not all zeros.',
    why: 'It may be an encrypted volume, a raw database or the remains of something. What lies between those two MiB is not checked.',
    fix: [
      'choose another device',
      'if all of its content may be destroyed: add --wipe-signatures --confirm DEVICE',
    ],
  },
  DM027: {
    title: 'wipe is not confirmed',
    meaning:
      '--wipe-signatures needs --confirm DEVICE for each device that is not blank. --confirm must name a device of the same command.',
    why: 'What is to be destroyed must be named exactly as it was given.',
    fix: ['add --confirm DEVICE, with the device spelled as in the rest of the command'],
  },
  DM028: {
    title: 'a directory cannot be written to',
    meaning:
      'A directory in which dmctl has to create a file is on a read-only or full file system: the one of LVM profiles, of systemd units, or of the configuration of Docker.',
    why: 'A setup would fail there, after Docker was stopped. So it is refused beforehand.',
    fix: ['findmnt -T DIRECTORY shows the file system; mount it read-write, or free space on it'],
  },
  DM029: {
    title: 'LVM would not use the disk',
    meaning:
      "A setting in the devices section of lvm.conf (filter, global_filter, scan, dir, pv_min_size) excludes the disk, or its logical sectors have another size than those of the group's other disks while allow_mixed_block_sizes is 0.",
    why: 'LVM would refuse it after Docker was stopped, so dmctl refuses beforehand.',
    fix: [
      'lvmdiskscan lists the disks that LVM uses; lvmconfig --typeconfig diff shows what is set',
      'lsblk -d -o NAME,LOG-SEC shows the sizes of sectors',
    ],
  },
  DM030: {
    title: 'name is already in use',
    meaning:
      'A volume group, a device-mapper device or something else at /dev/VG already has this name, and dmctl did not create it.',
    why: 'dmctl never takes over what it did not create, and LVM accepts no name that is taken in /dev.',
    fix: [
      'choose another name with --vg or --pool',
      'if /dev/VG is an empty directory left over from a removed volume group: rmdir /dev/VG',
    ],
  },
  DM031: {
    title: 'pool already exists with other settings',
    meaning: 'This host already has the pool, but not with the settings you asked for.',
    why: 'Setup creates a pool. It does not change one that exists.',
    fix: ['ask for the settings the message shows', 'to change sizes: dmctl resize'],
  },
  DM032: {
    title: 'not enough space',
    meaning: 'The devices or the volume group have less free space than you asked for.',
    why: 'Data, metadata and the spare metadata volume that LVM adds must all fit. A raid1 or striped pool takes as much on each of several disks, and allocation policies other than normal want it in certain places: what LVM may not find is not begun.',
    fix: [
      'setup: use a larger device, more devices or smaller percentages',
      'resize: ask for less, or add a disk: dmctl resize --add DEVICE',
      'allocation policies: lvs -a -o+lv_allocation_policy; by hand: lvextend -l +EXTENTS VG/POOL',
    ],
  },
  DM033: {
    title: 'size is out of range',
    meaning: 'A thin pool cannot have this chunk size, data size or metadata size.',
    why: 'Chunks are 64 KiB to 1 GiB, in multiples of 64 KiB. Metadata is 2 MiB to 15.81 GiB, and has to suffice for the data.',
    fix: ['choose a size within the limits the message shows'],
  },
  DM034: {
    title: 'profile name is already in use',
    meaning: "LVM's profile directory has a file of this name with different content.",
    why: 'dmctl does not overwrite files it did not write.',
    fix: [
      'compare the file with what the message shows',
      'remove or rename it if no volume uses it, or choose another name with --pool',
    ],
  },
  DM035: {
    title: 'a pool cannot shrink',
    meaning: 'The size you asked for is smaller than the size the pool has.',
    why: 'Everything beyond the new end would be destroyed. Neither the kernel, LVM nor dmctl does that to a thin pool.',
    fix: [
      'ask for a larger size, or for an increase: dmctl resize --size +50G',
      'for a smaller pool, create a new one: docker save, dmctl teardown, dmctl setup',
    ],
  },
  DM036: {
    title: 'option is for another kind of pool',
    meaning:
      '--add and --keep-step are for direct-lvm, where a volume group provides the space. --allow-overcommit is for loop-lvm, where a sparse file does.',
    why: 'Ignoring the option would do something other than you asked for.',
    fix: ['leave the option out', 'dmctl verify shows which kind of pool this host has'],
  },
  DM037: {
    title: 'Docker cannot set up this device itself',
    meaning:
      'With --managed, Docker creates the pool. On this host or with this device name it would fail, at once or part-way.',
    why: 'Docker 17.06 or newer can. It looks for the name in the output of lvmdiskscan, writes its profile to /etc/lvm/profile whatever lvm.conf says, and undoes nothing when it fails.',
    fix: [
      'name the device as lvmdiskscan prints it',
      'or leave out --managed: dmctl creates the same pool, and can undo every step',
    ],
  },
  DM038: {
    title: 'volume group does not exist',
    meaning:
      'setup direct-lvm without a disk makes the pool in the free space of a volume group, and there is no group of that name.',
    why: 'The name is misspelt, its disks are missing, or it was to be made of disks that were not named.',
    fix: [
      'vgs lists the volume groups of this host, with their free space',
      'dmctl setup direct-lvm DEVICE --vg VG makes a new group of that name',
    ],
  },
  DM060: {
    title: 'loop-lvm pool is not as Docker creates it',
    meaning:
      'One of its files, a loop device or the pool itself is missing, was replaced, exists twice or covers only part of the file.',
    why: 'Growing the wrong file, or one that the pool uses only in part, would not grow the pool.',
    fix: [
      'losetup --list and dmsetup table --target thin-pool show what exists',
      'a deleted file lives on as long as its loop device: docker save what you need before you stop Docker',
    ],
  },
  DM061: {
    title: 'loop file would be larger than the free space',
    meaning:
      'The file is sparse: it takes up space only as Docker writes. Its full size does not fit on its file system.',
    why: 'Once the file system is full, every write to the pool fails, in all containers at once.',
    fix: [
      'ask for less, or free space on the file system',
      'to accept the risk: dmctl resize --allow-overcommit',
    ],
  },
  DM062: {
    title: 'new size takes effect when Docker starts',
    meaning: 'Docker is stopped and its pool does not exist. Only the files have grown.',
    why: 'dockerd creates the pool at every start, as large as the files are then.',
    fix: ['start Docker, then run dmctl verify'],
  },
  DM210: {
    title: 'loop files promise space that is not reserved',
    meaning:
      'The size of a loop-lvm pool is that of two sparse files. Space is taken from the file system of the data root as containers write.',
    why: "Docker's default of 107.4 GB (100 GiB) does not depend on the disk. If the file system fills up before the pool does, writes fail and the pool is damaged.",
    fix: [
      'df -h shows the free space on the file system of the data root',
      'to promise less from the start: dmctl setup loop-lvm --data-size SIZE',
      'for more than a test: dmctl setup direct-lvm DEVICE',
    ],
  },
} as const;
