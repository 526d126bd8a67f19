import { reads, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import { isRecord, parseJson, type JsonRecord } from '../model/json.ts';
import type { LogLine } from '../model/log-entry.ts';
import { ENGINE_UNITS } from './engines.ts';
import { PROGRAMS, UNITS } from './speakers.ts';

const SOURCE = 'journalctl -o json';

/** The start: a time in milliseconds since 1970, or this boot. */
export type JournalStart = number | 'boot';

/**
 * Asks the journal for everything that may concern the pool, as lines of JSON: messages of the
 * kernel, of LVM, Docker and dmctl, and of systemd about their units. Fields of one name are
 * alternatives, `+` begins another (journalctl(1)).
 * @param follow continues with new lines and does not end
 */
export function journalQuery(start: JournalStart, follow: boolean): Command {
  const units = [...UNITS, ...ENGINE_UNITS];
  const matches = [
    '_TRANSPORT=kernel',
    '+',
    ...[...PROGRAMS.keys()].map((name) => `SYSLOG_IDENTIFIER=${name}`),
    '+',
    ...units.map((unit) => `_SYSTEMD_UNIT=${unit}`),
    '+',
    '_PID=1',
    ...units.map((unit) => `UNIT=${unit}`),
  ];
  return reads('journalctl', [
    '--no-pager',
    '--output=json',
    // Without it fields of more than 4096 bytes are null.
    '--all',
    start === 'boot' ? '--boot' : `--since=@${String(Math.floor(start / 1000))}`,
    ...(follow ? ['--follow', '--no-tail'] : []),
    ...matches,
  ]);
}

/** Asks for the whole journal, whose first line shows how far back it goes. */
export const journalBegin = (): Command => reads('journalctl', ['--no-pager', '--output=json']);

/**
 * Reads a line of `journalctl -o json`: an object whose values are strings, lists of bytes if they
 * are not UTF-8, lists of those if a field occurs twice, or null if they are too long (systemd,
 * docs/JOURNAL_EXPORT_FORMATS.md).
 * @throws ParseError
 */
export function parseJournalLine(line: string): LogLine {
  const fields = parseJson(SOURCE, line);
  if (!isRecord(fields)) throw new ParseError(SOURCE, 'an object', line);
  const micros = Number(textOf(fields, '__REALTIME_TIMESTAMP') ?? Number.NaN);
  if (!Number.isFinite(micros)) throw new ParseError(SOURCE, '__REALTIME_TIMESTAMP', line);
  const isKernel = textOf(fields, '_TRANSPORT') === 'kernel';
  const program = textOf(fields, 'SYSLOG_IDENTIFIER') ?? textOf(fields, '_COMM') ?? '';
  const pid = textOf(fields, 'SYSLOG_PID') ?? textOf(fields, '_PID');
  return {
    at: Math.floor(micros / 1000),
    program: isKernel ? 'kernel' : program,
    pid: pid !== null && /^\d+$/.test(pid) ? Number(pid) : null,
    unit: textOf(fields, 'UNIT') ?? textOf(fields, '_SYSTEMD_UNIT'),
    text: (textOf(fields, 'MESSAGE') ?? '').trimEnd(),
    boot: textOf(fields, '_BOOT_ID'),
  };
}

/** Returns null if the field is missing or too long. */
function textOf(fields: JsonRecord, name: string): string | null {
  const value = fields[name];
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return null;
  const items = value as readonly unknown[];
  if (items.every((item) => typeof item === 'number')) return Buffer.from(items).toString('utf8');
  const [first] = items;
  return typeof first === 'string' ? first : null;
}
