/** DM17x, DM205: the pool and Docker after a reboot. */
export const BOOT_CODES = {
  DM170: {
    title: 'LVM does not activate volumes when disks appear',
    meaning:
      'lvm.conf has global/event_activation = 0, or with lvm2 before 2.03.02 global/use_lvmetad = 0.',
    why: 'A service then has to activate the pool at boot, before Docker starts. Without one, Docker reports "Non existing device".',
    fix: [
      'dmctl activate --install-unit makes sure that the pool is activated before Docker at every boot',
      'or set event_activation = 1 in the global section of /etc/lvm/lvm.conf, or remove the line',
      'lvm2 before 2.03.02: set use_lvmetad = 1 there, and systemctl enable --now lvm2-lvmetad.socket',
    ],
  },
  DM171: {
    title: 'lvm.conf excludes the pool from activation',
    meaning:
      'activation/auto_activation_volume_list or activation/volume_list in lvm.conf does not include the pool.',
    why: 'auto_activation_volume_list limits what is activated at boot, volume_list what can be activated at all. An empty list allows nothing.',
    fix: [
      'add the volume group to the list: "VG", "VG/POOL" or a tag, "@TAG"',
      'or remove the setting, if nothing on this host has to stay inactive',
      'auto_activation_volume_list only: dmctl activate --install-unit has the pool activated before Docker at every boot',
    ],
  },
  DM172: {
    title: 'activation skips the pool',
    meaning:
      'The volume has the activation skip flag, so neither vgchange -ay nor the boot activates it.',
    why: 'Someone set the flag, or the volume was created as a snapshot.',
    fix: ['lvchange --setactivationskip n VG/POOL'],
  },
  DM173: {
    title: 'thin_check is missing',
    meaning: 'LVM runs the program in global/thin_check_executable before it activates a pool.',
    why: 'A pool that is active is not affected. At the next boot older LVM leaves it inactive, and Docker fails. Newer LVM (2.03.16) warns, and activates the pool whatever the state of its metadata.',
    fix: [
      'Debian, Ubuntu, SLES 15: install thin-provisioning-tools',
      'RHEL, CentOS, Fedora: install device-mapper-persistent-data',
    ],
  },
  DM174: {
    title: 'Docker does not start at boot',
    meaning: 'Neither docker.service nor docker.socket is enabled.',
    why: 'This is only a note, because some hosts are set up this way on purpose.',
    fix: ['systemctl enable docker.service'],
  },
  DM175: {
    title: 'pool may not be active before Docker after a reboot',
    meaning:
      'The unit dmctl-activate.service is missing, is not enabled, or differs from what dmctl writes.',
    why: "Without it the pool depends on LVM's own events, which lvm.conf can limit and which do not always come before Docker.",
    fix: [
      'dmctl activate --install-unit writes and enables it, and updates it after disks were added',
      'make your own changes with systemctl edit dmctl-activate.service',
      'journalctl -b -u dmctl-activate.service shows what it did at this boot',
    ],
  },
  DM205: {
    title: 'dmctl does not activate the pool at boot',
    meaning: 'systemd does not start Docker on this host, so dmctl installs no unit.',
    why: "LVM's own events usually activate the pool before Docker starts, but nothing guarantees it.",
    fix: ['add lvchange -ay VG/POOL to the script that starts Docker, before Docker starts'],
  },
} as const;
