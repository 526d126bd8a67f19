import { BOOT_UNITS } from '../model/engine-name.ts';
import type { LogLine, LogSource } from '../model/log-entry.ts';
import { ENGINE_PROGRAMS, ENGINE_UNITS, engineOfUnit, ENGINE_LOGS, isEngine } from './engines.ts';

/** systemd's units of LVM and of dmctl (lvm2, scripts/*.service.in; src/lvm/boot-unit.ts; contrib/). */
export const UNITS: readonly string[] = [
  ...['dm-event.service', 'dm-event.socket', 'lvm2-monitor.service', 'lvm2-lvmpolld.service'],
  ...['lvm2-activation.service', 'lvm2-activation-early.service', 'blk-availability.service'],
  ...Object.values(BOOT_UNITS),
  ...['dmctl-metrics.service', 'dmctl-metrics.timer'],
];

/** Programs by their own identifier (syslog(3), ident). */
export const PROGRAMS: ReadonlyMap<string, LogSource> = new Map([
  ['lvm', 'lvm'],
  ['lvmpolld', 'lvm'],
  ['dmeventd', 'dmeventd'],
  ...ENGINE_PROGRAMS,
  ['dmctl', 'dmctl'],
]);

/** Messages of device-mapper, and of file systems and the block layer that name its devices. */
const OF_DEVICE_MAPPER = /\bdevice-mapper\b|\bdm-\d+\b/;

/** Messages at each start and stop of a container (fs/xfs/xfs_super.c, fs/ext4/super.c). */
const ROUTINE_MOUNT =
  /^(?:XFS|EXT4-fs) \(dm-\d+\): (?:Mounting V|Ending clean mount|Unmounting Filesystem|mounted filesystem|unmounting filesystem)/;

/** Messages of `lvchange -v` in dmctl's unit at each boot (lvm2, lib/activate/, libdm/ioctl/). */
const ROUTINE_LVM =
  /^\s*(?:Loading table for |Suppressed .* identical table reload|Resuming \S+ \(|.* configuration setting not defined: )/;

const FAILING = /fail|timed? ?out|too quickly|dependency|killed|dumped/i;

/**
 * Returns the source of a log line that may concern the pool.
 * @returns null: it concerns something else, or is routine
 */
export function speakerOf(line: LogLine): LogSource | null {
  const { program, text, unit } = line;
  if (program === 'kernel') {
    return OF_DEVICE_MAPPER.test(text) && !ROUTINE_MOUNT.test(text) ? 'kernel' : null;
  }
  if (program === 'systemd') return isOfUnits(line) && FAILING.test(text) ? 'systemd' : null;
  const source = isDmeventd(line) ? 'dmeventd' : (PROGRAMS.get(program) ?? sourceOfUnit(unit));
  return source !== null && isWorthKnowing(source, text) ? source : null;
}

const isWorthKnowing = (source: LogSource, text: string): boolean =>
  isEngine(source) ? ENGINE_LOGS[source].ofPool.test(text) : !ROUTINE_LVM.test(text);

/** dmeventd's plugins logged as lvm (lvm2 2.03.11, dmeventd_lvm.c; 2.03.16 no longer). */
const isDmeventd = ({ program, unit }: LogLine): boolean =>
  program === 'lvm' && unit === 'dm-event.service';

/** Returns the source of a program that is known only by its unit. */
function sourceOfUnit(unit: string | null): LogSource | null {
  if (unit === null) return null;
  if (!UNITS.includes(unit)) return engineOfUnit(unit);
  if (unit.startsWith('dmctl-')) return 'dmctl';
  return unit.startsWith('dm-event.') ? 'dmeventd' : 'lvm';
}

/** Syslog files do not record the unit; systemd's message names it, or its description. */
function isOfUnits({ unit, text }: LogLine): boolean {
  if (unit !== null) return ENGINE_UNITS.includes(unit) || UNITS.includes(unit);
  return /\b(?:docker|containerd|dm-event|lvm2-[\w-]+|blk-availability|dmctl-[\w-]+)\.(?:service|socket)\b|Docker Application Container Engine|Device-mapper event daemon|Thin pool .* for (?:Docker|containerd)/.test(
    text,
  );
}
