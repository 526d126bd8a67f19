import { reads, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import { fields, isRecord } from '../model/json.ts';
import { reportsIn } from './report-json.ts';
import { QUIET } from './report.ts';

const SOURCE = 'lvs';

/** lvm.conf(5), report/time_format: seconds since 1970. */
const CONFIG = `${QUIET} report{time_format="%s"}`;

/** Asks for the creation time of each logical volume, including hidden ones (lvs(8), lv_time). */
export const creationTimes = (): Command =>
  reads('lvm', [
    ...['lvs', '-qq', '-a', '--config', CONFIG],
    ...['--reportformat', 'json', '-o', 'vg_name,lv_name,lv_time'],
  ]);

/**
 * Reads creation times in seconds since 1970 by `VG/LV`; a volume without one is left out.
 * @throws ParseError
 */
export function parseCreationTimes(stdout: string): ReadonlyMap<string, number> {
  const [report] = reportsIn(SOURCE, stdout);
  const rows: unknown = isRecord(report) ? report['lv'] : null;
  if (!Array.isArray(rows)) throw new ParseError(SOURCE, 'a list "lv"', stdout);
  return new Map(rows.flatMap(entryOf));
}

function entryOf(values: unknown): readonly (readonly [string, number])[] {
  const row = fields(SOURCE, values);
  const time = row.text('lv_time');
  if (time === '') return [];
  if (!/^\d{1,12}$/.test(time)) throw new ParseError(SOURCE, 'seconds for lv_time', time);
  const name = row.text('lv_name').replace(/^\[(.*)\]$/, '$1');
  return [[`${row.text('vg_name')}/${name}`, Number(time)]];
}
