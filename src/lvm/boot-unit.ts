/** The unit that activates the pool before its engine starts (systemd.unit(5), systemd.service(5)). */

import { BOOT_UNITS } from '../model/engine-name.ts';
import type { EngineService } from '../model/engine.ts';

/** The directory of the administrator's units. */
export const SYSTEMD_UNITS = '/etc/systemd/system';

/** The file of a unit. */
export const unitPath = (unit: string): string => `${SYSTEMD_UNITS}/${unit}`;

/** Is this the file of a boot unit? */
export const isBootUnit = (path: string): boolean =>
  Object.values(BOOT_UNITS).some((unit) => unitPath(unit) === path);

/** Returns the directory of the units that a unit wants (systemd.unit(5), .wants/). */
export const wantsFolder = (unit: string): string => `${SYSTEMD_UNITS}/${unit}.wants`;
/** Returns the link that `systemctl enable` makes of a boot unit. */
export const bootUnitLink = ({
  unit,
  bootUnit,
}: Pick<EngineService, 'unit' | 'bootUnit'>): string => `${wantsFolder(unit)}/${bootUnit}`;

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
  /** The engine that the pool is for, the unit that starts it, and this unit's own name. */
  readonly engine: { readonly title: string } & Pick<EngineService, 'unit' | 'bootUnit'>;
}

/**
 * Returns the text of the unit. The engine wants it and starts after it, but does not require it: a
 * unit that fails or is left over never keeps the engine from starting.
 *
 * It waits for disks that appear late, for as long as systemd does (DefaultDeviceTimeoutSec). There
 * is no -K and no --activationmode: volumes that the administrator excluded stay excluded. lvchange
 * exits 0 if a skip flag or volume_list keeps the pool inactive, and reports that only with -v, so
 * dmsetup checks whether the pool is active.
 */
export function bootUnitText(subject: BootUnitSubject): string {
  const { vg, lv, dmName, lvm, dmsetup, engine } = subject;
  const disks = [...subject.pvUuids].sort().map(pvDevice);
  return [
    '# Written by dmctl; dmctl activate --install-unit writes it anew. For changes of your own:',
    `# systemctl edit ${engine.bootUnit}`,
    '[Unit]',
    `Description=Thin pool ${vg}/${lv} for ${engine.title}`,
    'Documentation=man:lvmthin(7)',
    `Before=${engine.unit}`,
    ...disks.flatMap((device) => [`Wants=${device}`, `After=${device}`]),
    '',
    '[Service]',
    'Type=oneshot',
    'RemainAfterExit=yes',
    '# An LVM that is killed in the middle can leave its lock and a suspended device. 0 is no limit:',
    '# systemd before 229 takes infinity for a moment in the past.',
    'TimeoutStartSec=0',
    'SendSIGKILL=no',
    `ExecStart=${lvm} ${activation(vg, lv)}`,
    `ExecStart=${dmsetup} status ${dmName}`,
    `# Failing to monitor the pool must not keep ${engine.title} down.`,
    `ExecStart=-${lvm} lvchange --monitor y ${vg}/${lv}`,
    '',
    '[Install]',
    `WantedBy=${engine.unit}`,
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
export const escaped = (path: string): string =>
  path
    .replaceAll(/[^A-Za-z0-9:_./]/g, (one) => `\\x${one.charCodeAt(0).toString(16)}`)
    .replaceAll('/', '-');
