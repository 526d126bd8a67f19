import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../fixtures/logs');

/** Path of a log that `npm run fixtures` has recorded: `bookworm`, `journal.jsonl`. */
export const recordedLog = (suite: string, name: string): string => join(FOLDER, suite, name);

/** Its lines. */
export const recordedLines = (suite: string, name: string): readonly string[] =>
  readFileSync(recordedLog(suite, name), 'utf8').trimEnd().split('\n');

/** The time zone of the machines that were recorded: a syslog file names none. */
export const ZONE = 'UTC';

/** A moment before anything was said, as when the machine was booted. */
export const BOOTED = new Date('2026-11-27T00:00:00Z');

/** The year and a moment after all of it was said. */
export const AFTERWARDS = new Date('2026-11-28T00:00:00Z');
