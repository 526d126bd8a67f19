import { Newest } from '../../logs/newest.ts';
import type { Host } from '../../model/host.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { hasJournal, journalBeginsAt, journalEntries } from './journal.ts';
import { LogFiles } from './log-files.ts';

/** From when on logs are read. */
export interface LogSpan {
  /** Milliseconds since 1970. */
  readonly from: number;
  /** What the journal has of this boot, whatever the clock said. */
  readonly isBoot: boolean;
}

/** What keeps logs here. */
export interface LogSources {
  readonly journal: boolean;
  /** Milliseconds since 1970: the files are read up to here, and the journal from here on. */
  readonly filesUntil: number;
  /** Paths of the files that are read. */
  readonly files: readonly string[];
  /** When the journal begins, where it was asked; null: it is empty, or there is none. */
  readonly journalBegins: number | null;
}

/** What was said of the pool. */
export interface LogReading {
  /** Oldest first. */
  readonly entries: readonly LogEntry[];
  /** So many older entries were left out. */
  readonly leftOut: number;
  /** Nothing before is on record here; null: all of the span is. */
  readonly begins: number | null;
}

/**
 * Finds out what is to be read: the journal, and the files of a syslog daemon for the time before it
 * begins. On Red Hat's releases the journal begins with the boot, and the files go back for weeks.
 * @throws HostError or ParseError
 */
export async function logSources(reader: Host, { from, isBoot }: LogSpan): Promise<LogSources> {
  const none = { journalBegins: null, files: [] };
  const journal = await hasJournal(reader);
  if (journal && isBoot) return { ...none, journal, filesUntil: from };
  const journalBegins = journal ? await journalBeginsAt(reader) : null;
  const filesUntil = journal ? (journalBegins ?? Infinity) : Infinity;
  if (filesUntil <= from) return { ...none, journal, journalBegins, filesUntil };
  return { journal, journalBegins, filesUntil, files: await new LogFiles(reader).paths() };
}

/** Reads them once, the newest entries of all. @throws HostError or ParseError */
export async function readLogs(
  reader: Host,
  span: LogSpan,
  sources: LogSources,
  stop: AbortSignal,
): Promise<LogReading> {
  const newest = new Newest();
  const files = new LogFiles(reader);
  for await (const entry of olderEntries(files, span, sources)) newest.add(entry);
  if (sources.journal) {
    const start = span.isBoot ? 'boot' : span.from;
    for await (const entry of journalEntries(reader, start, false, stop)) newest.add(entry);
  }
  const entries = newest.entries();
  const begins = [files.begins, sources.journalBegins].filter((at) => at !== null);
  const oldest = begins.length === 0 ? null : Math.min(...begins);
  return {
    entries,
    leftOut: newest.leftOut,
    begins: oldest !== null && oldest > span.from ? oldest : null,
  };
}

async function* olderEntries(
  files: LogFiles,
  { from }: LogSpan,
  sources: LogSources,
): AsyncGenerator<LogEntry, void> {
  if (sources.files.length === 0) return;
  for await (const entry of files.entries()) {
    if (entry.at >= from && entry.at < sources.filesUntil) yield entry;
  }
}

/**
 * What they have, and then what is said from now on, until `stop`.
 * @param wait passes a moment between two looks at files, which nobody tells of news
 * @throws HostError or ParseError
 */
export async function* followLogs(
  reader: Host,
  span: LogSpan,
  sources: LogSources,
  { stop, wait }: { readonly stop: AbortSignal; readonly wait: () => Promise<void> },
): AsyncGenerator<LogEntry, void> {
  const newest = new Newest();
  const files = new LogFiles(reader);
  for await (const entry of olderEntries(files, span, sources)) newest.add(entry);
  yield* newest.entries();
  if (sources.journal) {
    yield* journalEntries(reader, span.isBoot ? 'boot' : span.from, true, stop);
    return;
  }
  while (!stop.aborted) {
    await wait();
    yield* files.news();
  }
}
