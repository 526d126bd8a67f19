import type { LogLine, LogSource } from '../model/log-entry.ts';

export const DOCKER_UNITS: readonly string[] = ['docker.service', 'docker.socket'];

/** systemd's units of LVM and of dmctl (lvm2, scripts/*.service.in; src/lvm/boot-unit.ts; contrib/). */
export const UNITS: readonly string[] = [
  ...['dm-event.service', 'dm-event.socket', 'lvm2-monitor.service', 'lvm2-lvmpolld.service'],
  ...['lvm2-activation.service', 'lvm2-activation-early.service', 'blk-availability.service'],
  ...['dmctl-activate.service', 'dmctl-metrics.service', 'dmctl-metrics.timer'],
];

/** Programs by the name they give themselves (syslog(3), ident). */
export const PROGRAMS: ReadonlyMap<string, LogSource> = new Map([
  ['lvm', 'lvm'],
  ['lvmpolld', 'lvm'],
  ['dmeventd', 'dmeventd'],
  ['dockerd', 'docker'],
  // Red Hat's package of Docker 1.13 for RHEL 7.
  ['dockerd-current', 'docker'],
  ['dmctl', 'dmctl'],
]);

/** Device-mapper, and whatever names one of its devices: file systems, the block layer. */
const OF_DEVICE_MAPPER = /\bdevice-mapper\b|\bdm-\d+\b/;

/** What each start and stop of a container says (fs/xfs/xfs_super.c, fs/ext4/super.c). */
const ROUTINE_MOUNT =
  /^(?:XFS|EXT4-fs) \(dm-\d+\): (?:Mounting V|Ending clean mount|Unmounting Filesystem|mounted filesystem|unmounting filesystem)/;

/** dockerd says much; this is of the pool, the driver, or why it did not start. */
const OF_DOCKERS_POOL =
  /devmapper|devicemapper|device-mapper|thin[- ]?pool|storage[- ]driver|graph-?driver|deferred (?:removal|deletion)|udev sync|loopback device/i;

/** What `lvchange -v` of dmctl's unit says at each boot (lvm2, lib/activate/, libdm/ioctl/). */
const ROUTINE_LVM =
  /^\s*(?:Loading table for |Suppressed .* identical table reload|Resuming \S+ \(|.* configuration setting not defined: )/;

const FAILING = /fail|timed? ?out|too quickly|dependency|killed|dumped/i;

/**
 * Whose words a line of a log is, where it may be about the pool.
 * @returns null: it is about something else, or says what is said every day
 */
export function speakerOf(line: LogLine): LogSource | null {
  const { program, text, unit } = line;
  if (program === 'kernel') {
    return OF_DEVICE_MAPPER.test(text) && !ROUTINE_MOUNT.test(text) ? 'kernel' : null;
  }
  if (program === 'systemd') return isOfUnits(line) && FAILING.test(text) ? 'systemd' : null;
  const source = isDmeventd(line) ? 'dmeventd' : (PROGRAMS.get(program) ?? sourceOfUnit(unit));
  if (source === 'docker') return OF_DOCKERS_POOL.test(text) ? 'docker' : null;
  return ROUTINE_LVM.test(text) ? null : source;
}

/** Its plugins called themselves lvm (lvm2 2.03.11, dmeventd_lvm.c; 2.03.16 no longer). */
const isDmeventd = ({ program, unit }: LogLine): boolean =>
  program === 'lvm' && unit === 'dm-event.service';

/** A program that a unit starts and that is not known by its own name. */
function sourceOfUnit(unit: string | null): LogSource | null {
  if (unit === null) return null;
  if (DOCKER_UNITS.includes(unit)) return 'docker';
  if (!UNITS.includes(unit)) return null;
  if (unit.startsWith('dmctl-')) return 'dmctl';
  return unit.startsWith('dm-event.') ? 'dmeventd' : 'lvm';
}

/** Files of syslog do not tell the unit; systemd's own words name it, or its description. */
function isOfUnits({ unit, text }: LogLine): boolean {
  if (unit !== null) return DOCKER_UNITS.includes(unit) || UNITS.includes(unit);
  return /\b(?:docker|dm-event|lvm2-[\w-]+|blk-availability|dmctl-[\w-]+)\.(?:service|socket)\b|Docker Application Container Engine|Device-mapper event daemon|Thin pool .* for Docker/.test(
    text,
  );
}
