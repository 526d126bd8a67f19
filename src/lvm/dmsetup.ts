import { type Command, reads, writes } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import type { DmDevice, ThinPoolDevice, ThinPoolMode, ThinPoolStatus } from '../model/facts/dm.ts';
import { wholeLines } from '../model/lines.ts';
import { sectors } from '../model/units.ts';

const SOURCE = 'thin-pool status';

/**
 * Reads the words after `thin-pool` in a status line (Linux, admin-guide/device-mapper/
 * thin-provisioning.rst): TRANSACTION USED/TOTAL(metadata) USED/TOTAL(data) HELD_ROOT MODE DISCARD
 * [WHEN_FULL [NEEDS_CHECK [LOW_WATER]]], or one of `Fail` and `Error`.
 * @throws ParseError on any word that is not in that document
 */
export function parseThinPoolWords(text: string): ThinPoolStatus {
  const words = text.trim().split(/ +/);
  if (words.length === 1 && words[0] === 'Fail') return { state: 'fail' };
  if (words.length === 1 && words[0] === 'Error') return { state: 'error' };
  const [transaction, metadata, data, held, mode, discard, full, check, low, ...more] = words;
  if (more.length > 0) throw new ParseError(SOURCE, 'at most nine words', text);
  if (low !== undefined) whole(low);
  if (held !== '-') whole(held);
  const [metadataUsedBlocks, metadataBlocks] = fraction(metadata);
  const [dataUsedBlocks, dataBlocks] = fraction(data);
  return {
    state: 'running',
    transactionId: whole(transaction),
    metadataUsedBlocks,
    metadataBlocks,
    dataUsedBlocks,
    dataBlocks,
    metadataSnapshot: held !== '-',
    mode: poolMode(mode),
    discardPassdown: discardPassdown(discard),
    whenFull: whenFull(full),
    needsCheck: needsCheck(check),
  };
}

function whole(text: string | undefined): number {
  if (text !== undefined && /^\d{1,15}$/.test(text)) return Number(text);
  throw new ParseError(SOURCE, 'a whole number', text ?? '');
}

function fraction(text: string | undefined): readonly [number, number] {
  const [used, total, ...more] = (text ?? '').split('/');
  if (more.length > 0) throw new ParseError(SOURCE, 'USED/TOTAL', text ?? '');
  return [whole(used), whole(total)];
}

function poolMode(word: string | undefined): ThinPoolMode {
  if (word === 'rw' || word === 'ro' || word === 'out_of_data_space') return word;
  throw new ParseError(SOURCE, 'rw, ro or out_of_data_space', word ?? '');
}

/** A pool created with the feature `ignore_discard` shows that word. */
function discardPassdown(word: string | undefined): boolean {
  if (word === 'discard_passdown') return true;
  if (word === 'no_discard_passdown' || word === 'ignore_discard') return false;
  throw new ParseError(SOURCE, 'a word on discards', word ?? '');
}

function whenFull(word: string | undefined): 'error' | 'queue' | null {
  if (word === undefined) return null;
  if (word === 'error_if_no_space') return 'error';
  if (word === 'queue_if_no_space') return 'queue';
  throw new ParseError(SOURCE, 'error_if_no_space or queue_if_no_space', word);
}

function needsCheck(word: string | undefined): boolean {
  if (word === undefined || word === '-') return false;
  if (word === 'needs_check') return true;
  throw new ParseError(SOURCE, 'needs_check or -', word);
}

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
