import { copiesLeftOut, parseSyslogLine } from '../../logs/syslog.ts';
import { entryOf } from '../../logs/entry.ts';
import { journalBegin, journalQuery, parseJournalLine } from '../../logs/journal.ts';
import { Newest } from '../../logs/newest.ts';
import type { Host } from '../../model/host.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { Command } from '../../model/command.ts';

const FOLDER = '/var/log';

/**
 * What syslog daemons write of the kernel, LVM and dockerd (messages: Red Hat, SUSE; syslog and
 * kern.log: Debian), and dockerd's own where an init script starts it; with the one before, which
 * logrotate has named `.1` or `-20261127`. Compressed ones are not read.
 */
const NAME = /^(messages|syslog|kern\.log|docker\.log)(\.1|-\d{8})?$/;

/** How far a file has been read. */
interface Place {
  readonly inode: number;
  readonly end: number;
}

/** Reads the log files of a host, and later what has come since. */
export class LogFiles {
  /** Milliseconds since 1970 of the oldest line that was read; null: none was. */
  begins: number | null = null;
  private readonly reader: Host;
  private readonly isNew = copiesLeftOut();
  private readonly places = new Map<string, Place>();

  constructor(reader: Host) {
    this.reader = reader;
  }

  /** Paths of those that are there, older ones first. @throws HostError */
  async paths(): Promise<readonly string[]> {
    const names = ((await this.reader.list(FOLDER)) ?? []).filter((name) => NAME.test(name));
    const isOld = (name: string): number => (suffixOf(name) === '' ? 1 : 0);
    return names.sort((a, b) => isOld(a) - isOld(b)).map((name) => `${FOLDER}/${name}`);
  }

  /** All that they have, file by file. @throws HostError */
  async *entries(): AsyncGenerator<LogEntry, void> {
    for (const path of await this.paths()) {
      const found = await this.reader.stat(path);
      if (found !== null) yield* this.read(path, { inode: found.inode, end: 0 });
    }
  }

  /** Reads the lines added since the last call. @throws HostError */
  async *news(): AsyncGenerator<LogEntry, void> {
    for (const path of await this.paths()) {
      const found = await this.reader.stat(path);
      if (found === null) continue;
      const { inode } = found;
      const before = this.placeOf(inode);
      // Shorter than before: it was copied and emptied (logrotate(8), copytruncate).
      if (before !== null && before.end <= found.size) yield* this.read(path, before);
      else yield* this.read(path, { inode, end: 0 });
    }
  }

  /** By inode: a file that was renamed meanwhile is read to its end under its new name. */
  private placeOf(inode: number): Place | null {
    return [...this.places.values()].find((place) => place.inode === inode) ?? null;
  }

  private async *read(path: string, place: Place): AsyncGenerator<LogEntry, void> {
    let { end } = place;
    const now = this.reader.now();
    const family = path.slice(0, path.length - suffixOf(path).length);
    for await (const line of this.reader.fileLines(path, end)) {
      ({ end } = line);
      const parsed = parseSyslogLine(line.text, now);
      if (parsed === null) continue;
      this.begins = Math.min(this.begins ?? parsed.at, parsed.at);
      const entry = entryOf(parsed);
      if (entry !== null && this.isNew(family, line.text)) yield entry;
    }
    this.places.set(path, { inode: place.inode, end });
  }
}

/** `.1` of `/var/log/syslog.1`. */
function suffixOf(path: string): string {
  return NAME.exec(path.slice(path.lastIndexOf('/') + 1))?.[2] ?? '';
}

/** Where journald keeps it: on disk, or only until the next boot (journald.conf(5), Storage=). */
const FOLDERS = ['/var/log/journal', '/run/log/journal'];

/** Is there a journal, and a journalctl to read it? @throws HostError */
async function hasJournal(reader: Host): Promise<boolean> {
  if ((await reader.locate('journalctl')) === null) return false;
  for (const folder of FOLDERS) {
    for (const machine of (await reader.list(folder)) ?? []) {
      const names = (await reader.list(`${folder}/${machine}`)) ?? [];
      if (names.some((name) => name.endsWith('.journal'))) return true;
    }
  }
  return false;
}

/** Time of its oldest line, in milliseconds since 1970; null: it is empty. @throws HostError or ParseError */
async function journalBeginsAt(reader: Host): Promise<number | null> {
  const all = reader.lines(journalBegin(), new AbortController().signal);
  for await (const line of all) {
    const parsed = parseJournalLine(line);
    if (parsed !== null) return parsed.at;
  }
  return null;
}

/**
 * What the journal has of the pool, oldest first. One process.
 * @param query of `journalQuery`; may go on with what is said from now on, until `stop`
 * @param onUnread told of each line that could not be read
 * @throws HostError
 */
async function* journalEntries(
  reader: Host,
  query: Command,
  stop: AbortSignal,
  onUnread: () => void,
): AsyncGenerator<LogEntry, void> {
  for await (const line of reader.lines(query, stop)) {
    const parsed = parseJournalLine(line);
    if (parsed === null) onUnread();
    const entry = parsed === null ? null : entryOf(parsed);
    if (entry !== null) yield entry;
  }
}

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
  /** So many lines of the journal could not be read. */
  readonly unread: number;
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
  let unread = 0;
  for await (const entry of olderEntries(files, span, sources)) newest.add(entry);
  if (sources.journal) {
    const query = journalQuery(span.isBoot ? 'boot' : span.from, false);
    for await (const entry of journalEntries(reader, query, stop, () => (unread += 1)))
      newest.add(entry);
  }
  const entries = newest.entries();
  const begins = [files.begins, sources.journalBegins].filter((at) => at !== null);
  const oldest = begins.length === 0 ? null : Math.min(...begins);
  return {
    entries,
    leftOut: newest.leftOut,
    unread,
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
    const query = journalQuery(span.isBoot ? 'boot' : span.from, true);
    yield* journalEntries(reader, query, stop, () => undefined);
    return;
  }
  while (!stop.aborted) {
    await wait();
    yield* files.news();
  }
}
