import { refused } from '../model/errors.ts';
import type { LogEntry } from '../model/log-entry.ts';
import { startOf, type Since } from '../model/since.ts';
import {
  followLogs,
  logSources,
  readLogs,
  type LogSources,
  type LogSpan,
} from '../observe/logs/logs.ts';
import { refusal } from '../plan/steps/refusal.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { LogLines, coverText } from '../views/reports/log-lines.ts';
import type { Parts } from '../run/context.ts';
import type { Output } from '../run/output.ts';
import { styleFor } from '../run/show.ts';
import { untilSignal, type Waiting } from '../run/signals.ts';
import { usageError } from '../run/failure.ts';
import { runHead, whileReading, type OpenRun } from './open-run.ts';

/** Where a command that reads logs starts, and which logs it reads. */
interface LogGround {
  readonly span: LogSpan;
  readonly sources: LogSources;
}

/**
 * Finds the logs of this host, with or without a pool.
 * @throws DmctlError DM002 for a time in the future; DM007 if there is no log
 */
async function logGround({ host, reader }: Parts, since: Since): Promise<LogGround> {
  const now = host.now();
  const from = startOf(since, now, since.kind === 'boot' ? await reader.bootedAt() : null);
  if (from > now.getTime())
    throw usageError('--since is in the future', ['--since 1h'], 'there is nothing to show yet');
  const span = { from, isBoot: since.kind === 'boot' };
  const sources = await logSources(reader, span);
  if (!sources.journal && sources.files.length === 0) throw refused(NO_LOG);
  return { span, sources };
}

const NO_LOG = refusal(
  'DM007',
  'no system log is available on this host',
  'there is no journal, and /var/log has no messages, syslog or kern.log',
  [
    'set Storage=persistent or volatile in /etc/systemd/journald.conf, so that journald keeps a journal',
    'dmesg shows the last messages of the kernel',
  ],
);

/** The logs that are read, for people: `the journal`, `/var/log/messages`. */
const sourceWords = ({ files, journal }: LogSources): readonly string[] => [
  ...files,
  ...(journal ? ['the journal'] : []),
];

const json = ({ at, source, pid, text, note, code, boot }: LogEntry) => ({
  time: new Date(at).toISOString(),
  ...{ source, pid, text, note, code, boot },
});

const isoOrNull = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString();

function spanWords(since: Since): string | null {
  if (since.kind === 'boot') return 'this boot';
  if (since.kind !== 'ago') return null;
  const hours = since.ms / 3_600_000;
  return Number.isInteger(hours) ? `the last ${String(hours)} h` : null;
}

/** `dmctl logs`: prints what was logged about the pool, with explanations. Reads only. */
export const showLogs = (parts: Parts, since: Since, verbose: boolean): Promise<Answer> =>
  whileReading(parts, 'logs', () => pastLogs(parts, since, verbose));

async function pastLogs(parts: Parts, since: Since, verbose: boolean): Promise<Answer> {
  const { span, sources } = await logGround(parts, since);
  const { signal } = new AbortController();
  const { entries, leftOut, unread, begins } = await readLogs(parts.reader, span, sources, signal);
  const { journal, files } = sources;
  return {
    ...plainAnswer('logs'),
    data: {
      since: new Date(span.from).toISOString(),
      source: journal ? (files.length > 0 ? 'both' : 'journal') : 'files',
      ...{ files, begins: isoOrNull(begins), leftOut, unread },
      entries: entries.map(json),
    },
    text: (style) => {
      const lines = new LogLines({ style, all: verbose });
      const said = [...entries.map((entry) => lines.add(entry)), lines.end()].join('');
      const cover = { since: span.from, span: spanWords(since), sources: sourceWords(sources) };
      const counts = { begins, leftOut, unread, entries: entries.length };
      return `${said}${said === '' ? '' : '\n'}${coverText({ ...cover, ...counts }, style)}`;
    },
  };
}

/** A repeated line is held back no longer than this. */
const HOLD_MS = 1000;

/** Time between two reads of the files. */
const LOOK_MS = 500;

/**
 * `dmctl logs -f`: prints past messages, and new ones until a signal ends it or nobody reads the output
 * any more.
 */
export const followLog = (
  parts: Parts,
  since: Since,
  output: Output,
  stdout: NodeJS.WriteStream = process.stdout,
): Promise<Answer> =>
  whileReading(parts, 'logs', (now) => follow(parts, since, { now, output, stdout }));

interface Follower {
  readonly now: OpenRun;
  readonly output: Output;
  readonly stdout: NodeJS.WriteStream;
}

async function follow(
  parts: Parts,
  since: Since,
  { now, output, stdout }: Follower,
): Promise<Answer> {
  const { span, sources } = await logGround(parts, since);
  const style = styleFor(stdout, output);
  const lines = new LogLines({ style, all: output.verbose });
  if (!output.quiet) stdout.write(runHead(now, style));
  const exitCode = await untilSignal(stdout, async (waiting) => {
    const { asked: stop } = waiting;
    const wait = (): Promise<void> => waiting.pause(LOOK_MS);
    const entries = followLogs(parts.reader, span, sources, { stop, wait });
    for await (const text of timely(entries, lines, waiting)) {
      if (!output.quiet) await written(stdout, text, stop);
    }
  });
  return { ...plainAnswer('logs'), exitCode };
}

/** Yields the text of entries as they come; a line held back follows after a second of silence. */
async function* timely(
  entries: AsyncGenerator<LogEntry, void>,
  lines: LogLines,
  until: Waiting,
): AsyncGenerator<string, void> {
  let next = entries.next();
  let second: Promise<null> | null = null;
  for (;;) {
    // One timer at a time, however many lines come meanwhile.
    if (lines.isHolding) second ??= until.pause(HOLD_MS).then(() => null);
    const come = await Promise.race([next, ...(second === null ? [] : [second])]);
    if (come === null) {
      second = null;
      yield lines.end();
      continue;
    }
    if (come.done === true) break;
    yield lines.add(come.value);
    next = entries.next();
  }
  yield lines.end();
}

/** Writes a text, and waits for a slow reader. */
async function written(stdout: NodeJS.WriteStream, text: string, stop: AbortSignal): Promise<void> {
  if (text === '' || stop.aborted || stdout.write(text)) return;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      stdout.off('drain', go);
      stop.removeEventListener('abort', go);
      resolve();
    };
    stdout.once('drain', go);
    stop.addEventListener('abort', go);
  });
}
