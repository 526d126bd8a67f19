import { entryOf } from '../../logs/entry.ts';
import {
  journalBegin,
  journalQuery,
  parseJournalLine,
  type JournalStart,
} from '../../logs/journal.ts';
import type { Host } from '../../model/host.ts';
import type { LogEntry } from '../../model/log-entry.ts';

/** Where journald keeps it: on disk, or only until the next boot (journald.conf(5), Storage=). */
const FOLDERS = ['/var/log/journal', '/run/log/journal'];

/** Is there a journal, and a journalctl to read it? @throws HostError */
export async function hasJournal(reader: Host): Promise<boolean> {
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
export async function journalBeginsAt(reader: Host): Promise<number | null> {
  const all = reader.lines(journalBegin(), new AbortController().signal);
  for await (const line of all) return parseJournalLine(line).at;
  return null;
}

/**
 * What the journal has of the pool, oldest first. One process.
 * @param follow goes on with what is said from now on, until `stop`
 * @throws HostError or ParseError
 */
export async function* journalEntries(
  reader: Host,
  start: JournalStart,
  follow: boolean,
  stop: AbortSignal,
): AsyncGenerator<LogEntry, void> {
  for await (const line of reader.lines(journalQuery(start, follow), stop)) {
    const entry = entryOf(parseJournalLine(line));
    if (entry !== null) yield entry;
  }
}
