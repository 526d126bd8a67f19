import { type Command, reads } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import { fields, isRecord, quoted } from '../model/json.ts';
import { wholeLines } from '../model/lines.ts';
import { reportsIn } from './report-json.ts';
import { QUIET } from './report.ts';

const PVS = 'lvm pvs';

/** Where LVM keeps devices files (lvmdevices(8)). */
const DEVICES_FILES = '/etc/lvm/devices';

export const devicesFilePath = (name: string): string => `${DEVICES_FILES}/${name}`;

/**
 * Asks for the physical volumes that LVM sees with the host's own devices file. Where a device has another
 * name than in that file, LVM would look for it and write the file anew, which a reading call must not.
 */
export function visiblePvs(): Command {
  const settings = `${QUIET} devices{hints="none" search_for_devnames="none"}`;
  const format = ['--reportformat', 'json', '-o', 'pv_uuid,pv_name'];
  return reads('lvm', ['pvs', '-qq', '--config', settings, ...format]);
}

/**
 * UUIDs, without hyphens, of the physical volumes that LVM finds by their UUID when the name has changed:
 * those that a devices file lists by name (lvmdevices(8), IDTYPE=devname).
 */
export const foundByUuid = (devicesFile: string): readonly string[] =>
  devicesFile
    .split('\n')
    .filter((line) => line.startsWith('IDTYPE=devname '))
    .flatMap((line) => /\bPVID=(\S+)/.exec(line)?.[1] ?? []);

/** Reads the UUIDs of those physical volumes. @throws ParseError */
export const parseVisiblePvs = (stdout: string): readonly string[] =>
  reportsIn(PVS, stdout).flatMap((report) => {
    const rows = isRecord(report) ? report['pv'] : null;
    if (!Array.isArray(rows)) throw new ParseError(PVS, 'a list "pv"', quoted(report));
    return rows.map((row: unknown) => fields(PVS, row).text('pv_uuid'));
  });

const SOURCE = 'lvmdiskscan';

/** lvmdiskscan(8), called as Docker does, with the host's own filters. */
export const diskScan = (): Command => reads('lvmdiskscan', []);

/** `  /dev/xvdf  [      10.00 GiB] LVM physical volume` */
const DEVICE = /^ *(\/dev\/\S+) +\[ *[\d.]+ \S+\]/;
/** `  2 disks`, `  0 LVM physical volume whole disks` */
const COUNT = /^ *\d+ [A-Za-z ]+$/;

/**
 * Reads the names it prints, for each device the one that LVM prefers (lvm.conf(5),
 * devices/preferred_names).
 * @throws ParseError when there is not a single device
 */
export function parseDiskScan(stdout: string): readonly string[] {
  const lines = wholeLines(SOURCE, stdout).filter((line) => line.trim() !== '');
  const names = lines.flatMap((line) => DEVICE.exec(line)?.[1] ?? []);
  const counted = lines.some((line) => COUNT.test(line));
  if (names.length > 0 || counted) return names;
  throw new ParseError(SOURCE, 'devices and their sizes', stdout);
}
