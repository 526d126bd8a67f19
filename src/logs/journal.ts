import { reads, type Command } from '../model/command.ts';
import { isRecord, type JsonRecord } from '../model/json.ts';
import type { LogLine } from '../model/log-entry.ts';
import { ENGINE_UNITS } from './engines.ts';
import { PROGRAMS, UNITS } from './speakers.ts';

/** The start: a time in milliseconds since 1970, or this boot. */
export type JournalStart = number | 'boot';

/** Whoever logs chooses the identifier; the user is one of the fields that journald fills in itself. */
const ROOT = '_UID=0';

/**
 * Asks the journal for everything that may concern the pool, as lines of JSON: messages of the
 * kernel, of LVM, Docker and dmctl run by root, and of systemd about their units. Fields of one name
 * are alternatives, `+` begins another (journalctl(1)).
 * @param follow continues with new lines and does not end
 */
export function journalQuery(start: JournalStart, follow: boolean): Command {
  const units = [...UNITS, ...ENGINE_UNITS];
  const matches = [
    '_TRANSPORT=kernel',
    '+',
    ROOT,
    ...[...PROGRAMS.keys()].map((name) => `SYSLOG_IDENTIFIER=${name}`),
    '+',
    ROOT,
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

/** Asks for what the processes of a service themselves printed lately, a line each (journalctl(1)). */
export const serviceLines = (unit: string): Command =>
  reads('journalctl', [
    ...['--no-pager', '--output=cat', '--boot', '--lines=100'],
    ...['_UID=0', `_SYSTEMD_UNIT=${unit}`],
  ]);

/** Asks for the whole journal, whose first line shows how far back it goes. */
export const journalBegin = (): Command => reads('journalctl', ['--no-pager', '--output=json']);

/**
 * Reads a line of `journalctl -o json`: an object whose values are strings, lists of bytes if they
 * are not UTF-8, lists of those if a field occurs twice, or null if they are too long (systemd,
 * docs/JOURNAL_EXPORT_FORMATS.md).
 * A line of another user than root, or of a container, has no program and no unit.
 * @returns null if the line is too long or damaged: one must not hide all others
 */
export function parseJournalLine(line: string): LogLine | null {
  const fields = fieldsOf(line);
  const micros = Number(textOf(fields, '__REALTIME_TIMESTAMP') ?? Number.NaN);
  if (!Number.isFinite(micros)) return null;
  const isKernel = textOf(fields, '_TRANSPORT') === 'kernel';
  const isTrusted = isKernel || isOfRoot(fields);
  const pid = textOf(fields, 'SYSLOG_PID') ?? textOf(fields, '_PID');
  return {
    at: Math.floor(micros / 1000),
    program: isKernel ? 'kernel' : isTrusted ? programOf(fields) : '',
    pid: pid !== null && /^\d+$/.test(pid) ? Number(pid) : null,
    unit: isTrusted ? (textOf(fields, 'UNIT') ?? textOf(fields, '_SYSTEMD_UNIT')) : null,
    text: (textOf(fields, 'MESSAGE') ?? '').trimEnd(),
    boot: textOf(fields, '_BOOT_ID'),
  };
}

function fieldsOf(line: string): JsonRecord {
  try {
    const fields: unknown = JSON.parse(line);
    return isRecord(fields) ? fields : {};
  } catch {
    return {};
  }
}

/** The control group of a container, with either of Docker's drivers for them. */
const CONTAINER = /\/docker[-/][0-9a-f]{64}/;

/**
 * Whether root logged it on this host itself. Docker passes on what a container prints, under an
 * identifier of the container's choice (docker, daemon/logger/journald).
 */
function isOfRoot(fields: JsonRecord): boolean {
  const isPassedOn = Object.keys(fields).some((name) => name.startsWith('CONTAINER_'));
  const group = textOf(fields, '_SYSTEMD_CGROUP') ?? '';
  return textOf(fields, '_UID') === '0' && !isPassedOn && !CONTAINER.test(group);
}

/** LVM's programs, all of which log as `lvm`. */
const OF_LVM = /^(?:lvm|lv[a-z]+|vg[a-z]+|pv[a-z]+|dmeventd)$/;

/** The identifier, unless the program that logged under it has another name. */
function programOf(fields: JsonRecord): string {
  const identifier = textOf(fields, 'SYSLOG_IDENTIFIER');
  // Missing if the program had ended when journald looked.
  const name = textOf(fields, '_COMM');
  if (name === null || name === identifier) return identifier ?? '';
  return identifier === 'lvm' && OF_LVM.test(name) ? identifier : name;
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
