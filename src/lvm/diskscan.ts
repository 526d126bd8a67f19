import { reads, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import { wholeLines } from '../model/lines.ts';

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
