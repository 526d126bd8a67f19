import type { Explanation } from '../codes.ts';

/** DM02x: a disk that is not blank, not free, or not a disk. */
export const DISK_CODES = {
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
} as const satisfies Record<string, Explanation>;
