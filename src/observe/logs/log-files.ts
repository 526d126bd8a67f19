import { copiesLeftOut } from '../../logs/copies.ts';
import { entryOf } from '../../logs/entry.ts';
import { parseSyslogLine } from '../../logs/syslog.ts';
import type { Host } from '../../model/host.ts';
import type { LogEntry } from '../../model/log-entry.ts';

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

  /** What has come since they were read last. @throws HostError */
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
