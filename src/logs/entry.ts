import type { EngineName } from '../model/engine.ts';
import type { LogEntry, LogLine, LogSource } from '../model/log-entry.ts';
import { ENGINE_LOGS, isEngine } from './engines.ts';
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

const KNOWN: Readonly<Record<Exclude<LogSource, EngineName>, readonly KnownMessage[]>> = {
  kernel: KERNEL_MESSAGES,
  lvm: LVM_MESSAGES,
  dmeventd: LVM_MESSAGES,
  systemd: SYSTEMD_MESSAGES,
  // Its units start LVM, whose words these are.
  dmctl: LVM_MESSAGES,
};

/** Characters of a text that are shown; no known message is nearly as long. */
const LONGEST = 8192;

/** A copy, since a slice of a text keeps all of it in memory. */
const shortened = (text: string): string =>
  `${Buffer.from(text.slice(0, LONGEST)).toString()}... (${String(text.length - LONGEST)} characters more)`;

/**
 * Makes an entry of a log line with its meaning, if known; null: not about the pool. A very long text is
 * cut.
 */
export function entryOf(logged: LogLine): LogEntry | null {
  const line = logged.text.length <= LONGEST ? logged : { ...logged, text: shortened(logged.text) };
  const source = speakerOf(line);
  if (source === null) return null;
  const text = (isEngine(source) ? ENGINE_LOGS[source].words(line.text) : line.text).trim();
  const messages = isEngine(source) ? ENGINE_LOGS[source].messages : KNOWN[source];
  const known = messages.find(({ pattern }) => pattern.test(text));
  return {
    ...{ at: line.at, source, text, boot: line.boot },
    pid: source === 'kernel' ? null : line.pid,
    note: known?.note ?? null,
    code: known?.code ?? null,
  };
}
