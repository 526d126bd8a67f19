/** DM176 to DM183: what LVM does with the pool as lvm.conf and its devices file are on this host. */
export const LVM_HOST_CODES = {
  DM176: {
    title: "LVM does not see the pool's disks",
    meaning:
      "LVM uses a devices file (/etc/lvm/devices, lvmdevices(8)), and a disk of the pool's volume group is not in it, or has another ID there.",
    why: 'For LVM the volume group does not exist then, or is incomplete: it neither extends the pool nor activates it after a reboot. dmctl refuses every change.',
    fix: [
      'lvm lvmdevices --adddev DEVICE adds the disk',
      'lvm lvmdevices --check shows entries whose ID no longer fits, lvm lvmdevices --update corrects them',
    ],
  },
  DM177: {
    title: 'LVM does not activate the pool for writing',
    meaning:
      'lvm.conf has global/activation = 0, lists the pool in activation/read_only_volume_list, or gives the host tags.',
    why: 'A thin pool cannot be activated read-only: LVM fails to activate and to extend it. With host tags and no volume_list, LVM activates only volumes that carry one of the tags.',
    fix: [
      'lvmconfig --typeconfig diff shows what is set',
      'correct the setting in /etc/lvm/lvm.conf or /etc/lvm/lvmlocal.conf, which takes precedence',
    ],
  },
  DM178: {
    title: 'LVM may not change the volume group',
    meaning:
      'The volume group is shared with other hosts (lvmlockd(8)), or lvm.conf has global/locking_type = 4, with which LVM only reads.',
    why: 'The pool runs, but can neither be extended nor monitored reliably.',
    fix: [
      'remove locking_type from lvm.conf',
      'a shared group is not for a pool of Docker, which is used by one host',
    ],
  },
  DM179: {
    title: 'LVM cannot write its archive or backup',
    meaning:
      'The directory in backup/archive_dir or backup/backup_dir is on a read-only or full file system.',
    why: 'Without its archive LVM refuses every change of the volume group, automatic extension included. Without the backup it only warns, but there is no copy of the present metadata.',
    fix: [
      'make the directory writable, or free space on its file system',
      'or set archive_dir and backup_dir in the backup section of lvm.conf to another directory',
    ],
  },
  DM181: {
    title: 'dmeventd cannot extend the pool',
    meaning:
      "The dmeventd section of lvm.conf names a program or library that does not exist, or not LVM's plugin for thin pools.",
    why: 'dmeventd(8) extends the pool when it fills up; with these settings it cannot.',
    fix: ['remove the setting from the dmeventd section of lvm.conf'],
  },
  DM183: {
    title: 'nothing activates the pool at boot',
    meaning:
      "Both ways are closed: LVM's own activation as disks appear, and dmctl-activate.service.",
    why: 'After a reboot the pool is inactive, and Docker reports "Non existing device".',
    fix: [
      'dmctl activate --install-unit has the pool activated before Docker at every boot',
      'vgchange --setautoactivation y VG or lvchange --setautoactivation y VG/POOL lets LVM do it',
    ],
  },
} as const;
