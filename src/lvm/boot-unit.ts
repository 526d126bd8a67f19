/** The unit that activates the pool before Docker starts (systemd.unit(5), systemd.service(5)). */

export const BOOT_UNIT_NAME = 'dmctl-activate.service';
const UNITS = '/etc/systemd/system';

/** The directory of the administrator's units. */
export const BOOT_UNIT_PATH = `${UNITS}/${BOOT_UNIT_NAME}`;
/** The directory of the units that docker.service wants (systemd.unit(5), .wants/). */
export const DOCKER_WANTS = `${UNITS}/docker.service.wants`;
/** The link that `systemctl enable` makes. */
export const BOOT_UNIT_LINK = `${DOCKER_WANTS}/${BOOT_UNIT_NAME}`;

/** The pool that the unit activates, and the programs it starts. */
export interface BootUnitSubject {
  readonly vg: string;
  readonly lv: string;
  /** Device-mapper name of the pool. */
  readonly dmName: string;
  /** UUIDs of all physical volumes of its group. */
  readonly pvUuids: readonly string[];
  /** Absolute paths. */
  readonly lvm: string;
  readonly dmsetup: string;
}

/**
 * Returns the text of the unit. Docker wants it and starts after it, but does not require it: a
 * unit that fails or is left over never keeps Docker from starting.
 *
 * It waits for disks that appear late, for as long as systemd does (DefaultDeviceTimeoutSec). There
 * is no -K and no --activationmode: volumes that the administrator excluded stay excluded. lvchange
 * exits 0 if a skip flag or volume_list keeps the pool inactive, and reports that only with -v, so
 * dmsetup checks whether the pool is active.
 */
export function bootUnitText(subject: BootUnitSubject): string {
  const { vg, lv, dmName, lvm, dmsetup } = subject;
  const disks = [...subject.pvUuids].sort().map(pvDevice);
  return [
    '# Written by dmctl; dmctl activate --install-unit writes it anew. For changes of your own:',
    `# systemctl edit ${BOOT_UNIT_NAME}`,
    '[Unit]',
    `Description=Thin pool ${vg}/${lv} for Docker`,
    'Documentation=man:lvmthin(7)',
    'Before=docker.service',
    ...disks.flatMap((device) => [`Wants=${device}`, `After=${device}`]),
    '',
    '[Service]',
    'Type=oneshot',
    'RemainAfterExit=yes',
    '# An LVM that is killed in the middle can leave its lock and a suspended device.',
    'TimeoutStartSec=infinity',
    'SendSIGKILL=no',
    `ExecStart=${lvm} ${activation(vg, lv)}`,
    `ExecStart=${dmsetup} status ${dmName}`,
    '# Failing to monitor the pool must not keep Docker down.',
    `ExecStart=-${lvm} lvchange --monitor y ${vg}/${lv}`,
    '',
    '[Install]',
    'WantedBy=docker.service',
    '',
  ].join('\n');
}

/** Tells whether a unit with this text activates this pool. */
export const activates = (text: string, vg: string, lv: string): boolean =>
  text.split('\n').some((line) => line.endsWith(` ${activation(vg, lv)}`));

const activation = (vg: string, lv: string): string => `lvchange -ay -v ${vg}/${lv}`;

/** Returns systemd's device unit of a physical volume, a link that udev makes from its UUID. */
const pvDevice = (uuid: string): string =>
  `${escaped(`dev/disk/by-id/lvm-pv-uuid-${uuid}`)}.device`;

/** Escapes a path without its first slash as systemd-escape(1) --path does. */
const escaped = (path: string): string =>
  path
    .replaceAll(/[^A-Za-z0-9:_./]/g, (one) => `\\x${one.charCodeAt(0).toString(16)}`)
    .replaceAll('/', '-');
