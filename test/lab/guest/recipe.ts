/** Everything that shapes a guest image, as data. A change here makes new images. */

export const SUITES = ['bullseye', 'bookworm', 'trixie'] as const;
export type Suite = (typeof SUITES)[number];

/** What is asked of an image. */
export interface Ingredients {
  readonly suite: Suite;
  /** Debian packages on top of PACKAGES; they make an image of its own. */
  readonly packages?: readonly string[];
}

export const PACKAGES: readonly string[] = [
  ...['systemd', 'systemd-sysv', 'udev', 'dbus', 'kmod', 'procps', 'util-linux', 'psmisc'],
  ...['lvm2', 'dmsetup', 'dmeventd', 'thin-provisioning-tools', 'mdadm', 'cryptsetup-bin'],
  ...['docker.io', 'iptables', 'iproute2', 'ca-certificates'],
  ...['e2fsprogs', 'xfsprogs', 'btrfs-progs', 'fdisk', 'parted', 'attr', 'busybox-static'],
  ...['strace', 'ioping', 'jq', 'less', 'bash-completion', 'bsdutils', 'logrotate'],
  'rsyslog',
];

/** Units that only cost time in a guest that lives for minutes, or would act on their own. */
export const MASKED_UNITS: readonly string[] = [
  ...['modprobe@.service', 'getty.target', 'getty@.service', 'serial-getty@.service'],
  ...['console-getty.service', 'systemd-logind.service', 'systemd-pstore.service'],
  ...['systemd-timesyncd.service', 'systemd-binfmt.service', 'systemd-update-utmp.service'],
  ...['proc-sys-fs-binfmt_misc.automount', 'systemd-networkd-wait-online.service'],
  ...['e2scrub_reap.service', 'e2scrub_all.timer', 'fstrim.timer', 'apt-daily.timer'],
  ...['apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'logrotate.timer'],
  ...['systemd-tmpfiles-clean.timer', 'mdcheck_start.timer', 'mdcheck_continue.timer'],
  ...['mdmonitor-oneshot.timer', 'systemd-update-utmp-runlevel.service'],
];

/**
 * Programs that systemd runs at each boot and each daemon-reload (systemd.generator(7)) for what no
 * guest has: half of a reload's time, and there is one between any two scenarios.
 */
export const MASKED_GENERATORS: readonly string[] = [
  ...['systemd-cryptsetup-generator', 'systemd-debug-generator', 'systemd-getty-generator'],
  ...['systemd-gpt-auto-generator', 'systemd-hibernate-resume-generator'],
  ...['systemd-integritysetup-generator', 'systemd-rc-local-generator', 'systemd-run-generator'],
  ...['systemd-system-update-generator', 'systemd-veritysetup-generator'],
];

/** Scenarios start these themselves. */
export const DISABLED_UNITS: readonly string[] = [
  'docker.service',
  'docker.socket',
  'containerd.service',
  'rsyslog.service',
];

/** What guest.reset() puts back to how the image had it, below /. */
export const PRISTINE: readonly string[] = [
  ...['etc/docker', 'etc/containerd', 'etc/lvm', 'etc/default', 'etc/systemd', 'etc/fstab'],
  ...['etc/mdadm', 'etc/udev', 'root', 'usr/local'],
];

/** Documentation and translations: half of the files, and no scenario reads them. */
export const LEFT_OUT: readonly string[] = ['doc', 'man', 'locale', 'info', 'lintian'];

export const IMAGE_BYTES = '6G';
