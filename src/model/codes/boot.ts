/** DM17x, DM205: the pool and Docker after a reboot. */
export const BOOT_CODES = {
  DM170: {
    title: 'LVM does not activate volumes as disks appear',
    meaning: 'global/event_activation = 0 in lvm.conf.',
    why: 'Then a service has to activate the pool at boot, before Docker. Where there is none, Docker says "Non existing device".',
    fix: [
      'set event_activation = 1 in the global section of /etc/lvm/lvm.conf, or remove the line',
      'dmctl activate --install-unit has the pool activated before Docker at every boot',
    ],
  },
  DM171: {
    title: "the pool is not in LVM's list of volumes to activate",
    meaning:
      'activation/auto_activation_volume_list or activation/volume_list in lvm.conf leaves the pool out.',
    why: 'auto_activation_volume_list limits what comes up at boot, volume_list what can be activated at all. An empty list means nothing.',
    fix: [
      'add the volume group to the list: "VG", "VG/POOL" or a tag, "@TAG"',
      'or remove the setting, if nothing has to be kept down on this host',
      'dmctl activate --install-unit has the pool activated before Docker at every boot',
    ],
  },
  DM172: {
    title: 'activation skips the pool',
    meaning: 'The volume has the activation skip flag: vgchange -ay and the boot pass it over.',
    why: 'Somebody set it, or the volume was made as a snapshot.',
    fix: ['lvchange --setactivationskip n VG/POOL'],
  },
  DM173: {
    title: 'thin_check is missing',
    meaning: 'LVM runs the program global/thin_check_executable before it activates a pool.',
    why: 'The pool in use goes on. At the next boot older LVM leaves it down, and Docker with it; newer LVM (2.03.16) warns, and activates it whatever state its metadata are in.',
    fix: [
      'Debian, Ubuntu, SLES 15: install thin-provisioning-tools',
      'RHEL, CentOS, Fedora: install device-mapper-persistent-data',
    ],
  },
  DM174: {
    title: 'Docker does not start at boot',
    meaning: 'Neither docker.service nor docker.socket is enabled.',
    why: 'Some keep it so on purpose, hence a note.',
    fix: ['systemctl enable docker.service'],
  },
  DM175: {
    title: 'the pool is not sure to be active before Docker after a reboot',
    meaning: 'The unit dmctl-activate.service is missing, not enabled, or not as dmctl writes it.',
    why: "Without it LVM's own events bring the pool up: not where lvm.conf limits them, and not always before Docker.",
    fix: [
      'dmctl activate --install-unit writes and enables it, and rewrites it where disks have joined',
      'systemctl edit dmctl-activate.service is the place for changes of your own',
      'journalctl -b -u dmctl-activate.service shows what it did at this boot',
    ],
  },
  DM205: {
    title: 'nothing of dmctl activates the pool at boot',
    meaning: 'systemd does not start Docker on this host, so dmctl installs no unit.',
    why: "LVM's own events mostly bring the pool up before Docker; nothing makes sure of it.",
    fix: ['add lvchange -ay VG/POOL to what starts Docker, before it'],
  },
} as const;
