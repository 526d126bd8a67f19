import { reads, writes, type Command } from '../model/command.ts';
import type { ThinPoolTable } from '../model/facts/dm.ts';
import { ParseError } from '../model/errors.ts';
import { bytes, SECTOR_BYTES, sectors, type Bytes } from '../model/units.ts';
import { dmsetupLines } from './dmsetup.ts';

const SOURCE = 'dmsetup table';

/** Only thin pools, with the kernel's names; no query of a table waits for the pool. */
const OPTIONS = ['--target', 'thin-pool', '--manglename', 'none'];

/** Asks for the live table of every thin pool. */
export const liveTables = (): Command => reads('dmsetup', ['table', ...OPTIONS]);

/** Asks for the inactive tables, which wait for a resume; a pool without one is left out. */
export const waitingTables = (): Command => reads('dmsetup', ['table', '--inactive', ...OPTIONS]);

/** Loads an inactive table; the live one stays in use. */
export const reloadTable = (name: string, line: string): Command =>
  writes('dmsetup', ['reload', name, '--table', line]);

/** Makes the inactive table live. */
export const resumeTable = (name: string): Command => writes('dmsetup', ['resume', name]);

/** Discards the inactive table. */
export const clearTable = (name: string): Command => writes('dmsetup', ['clear', name]);

const FEATURES = new Set([
  'skip_block_zeroing',
  'ignore_discard',
  'no_discard_passdown',
  'read_only',
  'error_if_no_space',
]);

/** The name may contain colons but no blank, so it ends at the first colon followed by a blank. */
const LINE =
  /^(.+?): (0 (\d{1,15}) thin-pool (\d+:\d+) (\d+:\d+) (\d{1,7}) \d{1,15} (\d)((?: \w+)*))$/;

/**
 * Reads lines `NAME: 0 LENGTH thin-pool METADATA DATA CHUNK LOW-WATER COUNT FEATURE...`, lengths in
 * sectors.
 * @throws ParseError on a table of any other form, since dmctl never reloads a table it does not
 * understand
 */
export function parseThinPoolTables(stdout: string): ThinPoolTable[] {
  // Behind the features it prints a blank.
  return dmsetupLines(SOURCE, stdout).map((line) => tableOf(line.trimEnd()));
}

function tableOf(text: string): ThinPoolTable {
  const [, name, line, length, metadataDevice, dataDevice, chunk, count, words] =
    LINE.exec(text) ?? [];
  if (name === undefined || line === undefined) throw unlike(text);
  if (metadataDevice === undefined || dataDevice === undefined) throw unlike(text);
  const features = (words ?? '').split(' ').filter((word) => word !== '');
  if (String(features.length) !== count) throw unlike(text);
  if (features.some((word) => !FEATURES.has(word))) throw unlike(text);
  const chunkSize = bytes(Number(chunk) * SECTOR_BYTES);
  return { name, line, length: sectors(Number(length)), metadataDevice, dataDevice, chunkSize };
}

const unlike = (text: string): ParseError =>
  new ParseError(SOURCE, 'a table of one thin-pool target', text);

/** Returns the table with another length. */
export function tableWithData({ line, length }: ThinPoolTable, data: Bytes): string {
  const start = `0 ${String(length)} `;
  return `0 ${String(sectors(data / SECTOR_BYTES))} ${line.slice(start.length)}`;
}
