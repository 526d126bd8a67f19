import type { LogEntry, LogLine, LogSource } from '../model/log-entry.ts';
import { dockerWords } from './docker-words.ts';
import { DOCKER_MESSAGES } from './known-docker.ts';
import { KERNEL_MESSAGES } from './known-kernel.ts';
import { LVM_MESSAGES } from './known-lvm.ts';
import type { KnownMessage } from './known-message.ts';
import { SYSTEMD_MESSAGES } from './known-systemd.ts';
import { speakerOf } from './speakers.ts';

const KNOWN: Readonly<Record<LogSource, readonly KnownMessage[]>> = {
  kernel: KERNEL_MESSAGES,
  lvm: LVM_MESSAGES,
  dmeventd: LVM_MESSAGES,
  docker: DOCKER_MESSAGES,
  systemd: SYSTEMD_MESSAGES,
  // Its units start LVM, whose words these are.
  dmctl: LVM_MESSAGES,
};

/** A line as an entry, with what is known of its words; null: it is not about the pool. */
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
