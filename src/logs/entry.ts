import type { LogEntry, LogLine, LogSource } from '../model/log-entry.ts';
import { DOCKER_MESSAGES } from './known-docker.ts';
import { KERNEL_MESSAGES } from './known-kernel.ts';
import { LVM_MESSAGES } from './known-lvm.ts';
import { knownMessage as row, type KnownMessage } from './known-message.ts';
import { speakerOf } from './speakers.ts';

/**
 * Messages of systemd about the units of LVM, Docker and dmctl (src/core/unit.c,
 * src/core/service.c). The first row that matches counts.
 */
export const SYSTEMD_MESSAGES: readonly KnownMessage[] = [
  row(
    /Start request repeated too quickly|start-limit-hit/,
    'systemd has given up: fix the cause, then run systemctl reset-failed and start it',
    'DM100',
  ),
];

const KNOWN: Readonly<Record<LogSource, readonly KnownMessage[]>> = {
  kernel: KERNEL_MESSAGES,
  lvm: LVM_MESSAGES,
  dmeventd: LVM_MESSAGES,
  docker: DOCKER_MESSAGES,
  systemd: SYSTEMD_MESSAGES,
  // Its units start LVM, whose words these are.
  dmctl: LVM_MESSAGES,
};

/** Makes an entry of a log line with its meaning, if known; null: not about the pool. */
export function entryOf(line: LogLine): LogEntry | null {
  const source = speakerOf(line);
  if (source === null) return null;
  const text = (source === 'docker' ? dockerWords(line.text) : line.text).trim();
  const known = KNOWN[source].find(({ pattern }) => pattern.test(text));
  return {
    ...{ at: line.at, source, text, boot: line.boot },
    pid: source === 'kernel' ? null : line.pid,
    note: known?.note ?? null,
    code: known?.code ?? null,
  };
}

/** A pair of logrus' text format: the key, and a bare or a quoted value (Go, strconv.Quote). */
const PAIR = /([^\s=]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?: |$)/y;

/** The line already has the time, and its wording shows the level. */
const NOT_SHOWN = new Set(['time', 'level', 'msg']);

/**
 * Returns the message of a line of dockerd, which writes `time="..." level=error msg="..."
 * error="..."` (logrus, TextFormatter): the message with the other fields in brackets. Any other
 * line stays unchanged.
 */
function dockerWords(line: string): string {
  const pairs = pairsOf(line);
  const message = pairs?.get('msg');
  if (pairs === null || message === undefined) return line;
  const others = [...pairs].filter(([key]) => !NOT_SHOWN.has(key));
  if (others.length === 0) return message;
  return `${message} (${others.map(([key, value]) => `${key}: ${value}`).join(', ')})`;
}

/** Returns null if the line does not consist of pairs. */
function pairsOf(line: string): ReadonlyMap<string, string> | null {
  const pairs = new Map<string, string>();
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < line.length) {
    const [, key, value = ''] = PAIR.exec(line) ?? [];
    if (key === undefined) return null;
    pairs.set(key, unquoted(value));
  }
  return pairs;
}

/** Go's escapes are JSON's, but for `\x1b` and `\a`; such a value stays as it was written. */
function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value.slice(1, -1);
  }
}
