import type { LogLine } from '../model/log-entry.ts';

/** The number of lines remembered; copies of one are written at the same moment. */
const REMEMBERED = 50_000;

/**
 * A syslog daemon writes one line into several files (rsyslog.conf of Debian: kern.log and syslog).
 * It is shown once; a line that occurs twice in one file was logged twice.
 * @returns a function that tells whether a line of a file is new
 */
export function copiesLeftOut(): (file: string, line: string) => boolean {
  const told = new Map<string, number>();
  const seen = new Map<string, number>();
  return (file, line) => {
    if (seen.size > REMEMBERED) {
      told.clear();
      seen.clear();
    }
    const inFile = `${file}\0${line}`;
    const times = (seen.get(inFile) ?? 0) + 1;
    seen.set(inFile, times);
    if (times <= (told.get(line) ?? 0)) return false;
    told.set(line, times);
    return true;
  };
}

const TAG = String.raw`([^\s:[\]]+)(?:\[(\d+)\])?: ?(.*)`;

/** RFC 3164 and rsyslog's TraditionalFileFormat: `Nov 27 02:28:48 host prog[12]: text`, local time. */
const TRADITIONAL = new RegExp(
  String.raw`^([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d) \S+ ${TAG}$`,
);

const RFC_3339 = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)`;

/** rsyslog's FileFormat: `2026-11-27T02:28:48.123456+00:00 host prog[12]: text`. */
const PRECISE = new RegExp(`^(${RFC_3339}) \\S+ ${TAG}$`);

/** dockerd's own log where an init script starts it (logrus, TextFormatter). */
const DOCKERD = new RegExp(`^time="(${RFC_3339})" (?=level=)`);

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** Seconds since boot before a message of the kernel (rsyslog imklog, KeepKernelTimestamp). */
const KERNEL_SECONDS = /^\[ *\d+\.\d+\] /;

/** Tolerance for a clock that was set back a little. */
const AHEAD_MS = 86_400_000;

/**
 * Reads a line of a file that a syslog daemon writes.
 * @param now determines the year, which the traditional form leaves out: the last one in which the
 * line is at most a day ahead
 * @returns null: the line has no such form, like the second line of a message
 */
export function parseSyslogLine(line: string, now: Date): LogLine | null {
  const traditional = TRADITIONAL.exec(line);
  if (traditional !== null) {
    const at = timeWithoutYear(traditional.slice(1, 6), now);
    return at === null ? null : lineOf(at, traditional.slice(6));
  }
  const precise = PRECISE.exec(line);
  if (precise !== null) return lineOf(Date.parse(precise[1] ?? ''), precise.slice(2));
  const dockerd = DOCKERD.exec(line);
  return dockerd === null ? null : lineOf(Date.parse(dockerd[1] ?? ''), ['dockerd', '', line]);
}

/** @param tag program, pid and text */
function lineOf(
  at: number,
  [program = '', pid = '', text = '']: readonly string[],
): LogLine | null {
  if (Number.isNaN(at)) return null;
  const words = program === 'kernel' ? text.replace(KERNEL_SECONDS, '') : text;
  return {
    ...{ at, program, unit: null, boot: null },
    pid: pid === '' ? null : Number(pid),
    text: words.trimEnd(),
  };
}

function timeWithoutYear(parts: readonly string[], now: Date): number | null {
  const [name = '', day, hour, minute, second] = parts;
  const month = MONTHS.indexOf(name) / 3;
  if (!Number.isInteger(month) || month < 0) return null;
  // A leap year may be eight years away (1896 to 1904); a clock ahead may be in the next.
  for (let year = now.getFullYear() + 1; year >= now.getFullYear() - 8; year -= 1) {
    const at = new Date(year, month, Number(day), Number(hour), Number(minute), Number(second));
    const isOfTheCalendar = at.getMonth() === month && at.getDate() === Number(day);
    if (isOfTheCalendar && at.getTime() <= now.getTime() + AHEAD_MS) return at.getTime();
  }
  return null;
}
