import { reads, writes, type Command } from '../model/command.ts';
import type { DmDevice, ThinPoolDevice } from '../model/facts/dm.ts';
import { ParseError } from '../model/errors.ts';
import { wholeLines } from '../model/lines.ts';
import { sectors } from '../model/units.ts';
import { parseThinPoolWords } from './thin-pool-status.ts';

const INFO = 'dmsetup info';
const STATUS = 'dmsetup status';

/** libdm never leaves a bar in a name: any character not in `A-Za-z0-9#+-.:=@_` becomes \xNN. */
const BAR = '|';

/** Removes a device, whose name is appended; dmsetup(8) refuses to remove one that is open. */
export const removeDevice = (): Command => writes('dmsetup', ['remove']);

/** Asks for one line for each device-mapper device. Mangled names are those of the kernel. */
export function dmInfo(): Command {
  const fields = 'mangled_name,mangled_uuid,major,minor,suspended,tables_loaded,open';
  return reads('dmsetup', ['info', '-c', '--noheadings', '--separator', BAR, '-o', fields]);
}

/** @throws ParseError, also for empty output: dmsetup says in words that there are no devices */
export function parseDmInfo(stdout: string): DmDevice[] {
  if (stdout === '') throw new ParseError(INFO, 'a line at least', stdout);
  return dmsetupLines(INFO, stdout).map((line) => {
    const [name, uuid, major, minor, suspended, tables, open, ...more] = line.split(BAR);
    if (!name || uuid === undefined || open === undefined || more.length > 0) {
      throw new ParseError(INFO, 'seven fields', line);
    }
    return {
      name,
      uuid,
      majorMinor: `${number(INFO, major)}:${number(INFO, minor)}`,
      suspended: oneOf(suspended, { Suspended: true, Active: false }, line),
      ...tablesLoaded(tables, line),
      openCount: Number(number(INFO, open)),
    };
  });
}

function tablesLoaded(words: string | undefined, line: string) {
  return oneOf(
    words,
    {
      None: { liveTable: false, inactiveTable: false },
      Live: { liveTable: true, inactiveTable: false },
      Inactive: { liveTable: false, inactiveTable: true },
      Both: { liveTable: true, inactiveTable: true },
    },
    line,
  );
}

function oneOf<T>(
  word: string | undefined,
  meanings: Readonly<Record<string, T>>,
  line: string,
): T {
  const meaning = word === undefined ? undefined : meanings[word];
  if (meaning !== undefined) return meaning;
  throw new ParseError(INFO, `one of ${Object.keys(meanings).join(', ')}`, line);
}

/** Asks for the status of every thin pool, with --noflush, so that nothing waits for a commit. */
export function thinPoolStatus(): Command {
  const options = ['--noflush', '--target', 'thin-pool', '--manglename', 'none'];
  return reads('dmsetup', ['status', ...options]);
}

const STATUS_LINE = /^(.+?): (\d+) (\d+) thin-pool (.*)$/;

/**
 * Lines `NAME: START LENGTH thin-pool WORDS`, the length in sectors. The name may contain colons
 * but no blank, so it ends at the first colon followed by a blank. If there are devices, but no
 * thin pool, dmsetup prints nothing.
 * @throws ParseError
 */
export function parseThinPoolStatus(stdout: string): ThinPoolDevice[] {
  return dmsetupLines(STATUS, stdout).map((line) => {
    const [, name, start, length, words] = STATUS_LINE.exec(line) ?? [];
    if (name === undefined || start !== '0' || words === undefined) {
      throw new ParseError(STATUS, 'NAME: 0 LENGTH thin-pool ...', line);
    }
    return {
      name,
      length: sectors(Number(number(STATUS, length))),
      status: parseThinPoolWords(words),
    };
  });
}

/**
 * Splits dmsetup's output into lines; "No devices found" on stdout gives none. @throws ParseError
 */
export function dmsetupLines(source: string, stdout: string): readonly string[] {
  return stdout === 'No devices found\n' ? [] : wholeLines(source, stdout);
}

function number(source: string, text: string | undefined): string {
  if (text !== undefined && /^\d{1,15}$/.test(text)) return text;
  throw new ParseError(source, 'a number', text ?? '');
}
