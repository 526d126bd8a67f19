/** DM30x: repair. */
export const REPAIR_CODES = {
  DM300: {
    title: 'the repair would lose something',
    meaning:
      'The repaired copy of the metadata does not have everything that the damaged metadata or the engine has on record. The message names the layers and containers.',
    why: 'thin_repair keeps what it can read, and ends with 0 even if that is less than there was. dmctl compares both, device by device and chunk by chunk.',
    fix: [
      'nothing was changed in the pool; the copy of the metadata is in the folder that the message names',
      'a disk that failed: copy it to a new one, and try again with that',
      'dmctl repair --confirm VG/POOL accepts the loss: remove and pull the images, and recreate the containers afterwards',
    ],
  },
  DM301: {
    title: 'the disk below the pool has errors',
    meaning: 'Since this boot the kernel has reported I/O errors of a disk on which the pool lies.',
    why: 'A repair reads and writes that disk, and can lose what another attempt would still have read.',
    fix: [
      'dmesg shows all errors; smartctl -a DEVICE shows what the disk says',
      'stop Docker, copy the whole disk to a new one, and detach the old one: LVM must not see both',
      'the errors are over (a cable, a path): reboot, then run dmctl repair again',
    ],
  },
  DM302: {
    title: 'the metadata cannot be repaired',
    meaning: 'thin_repair did not make sound metadata of what is left.',
    why: 'The damage is in the few blocks from which everything else is found.',
    fix: [
      'the pool is unchanged and inactive; the copy is in the folder that the message names',
      'newer tools may read more: package thin-provisioning-tools 1.0 or newer, then dmctl repair again',
      'a copy from before the damage is the best one there is: vgcfgrestore does not help, since it has no thin metadata',
    ],
  },
  DM303: {
    title: 'no room for the repair',
    meaning:
      'The copies of the metadata do not fit on the file system of /var/lib/dmctl, or the repaired metadata not into the volume group.',
    why: 'Nothing is repaired in place: the old metadata stays as it is until the repaired one is proven.',
    fix: [
      'free space on the file system, or add a disk to the group: pvcreate DEVICE; vgextend VG DEVICE',
      'lvremove VG/lvol0_pmspare frees as much as the metadata takes: it is the spare for lvconvert --repair, which dmctl does not need',
    ],
  },
  DM304: {
    title: 'what a repair does',
    meaning:
      'The engine stands still while the metadata is copied and examined, and starts again once the pool is sound.',
    why: 'Metadata can only be read as a whole while nothing changes it.',
    fix: [
      'the copy stays in /var/lib/dmctl/metadata until you remove it',
      'to get it back by hand: docs/guide/repair.md',
    ],
  },
  DM305: {
    title: 'repair does not help this pool',
    meaning: 'The pool has another problem, or is of a kind that dmctl repair does not handle.',
    why: 'A pool on loop files has its metadata in a file that Docker opens itself; full data needs space, not a repair; a pool in use must not be repaired.',
    fix: [
      'loop files: stop Docker, and use thin_check and thin_repair on DATAROOT/devicemapper/devicemapper/metadata; keep a copy first',
      'full data: dmctl resize --add DEVICE',
    ],
  },
} as const;
