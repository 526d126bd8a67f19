import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failuresFolder } from './folders.ts';
import type { Guest } from './guest.ts';

/** What is asked of a guest whose scenario failed, by the name of the file it goes to. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'journal.txt': 'journalctl --no-pager -b',
  'dmesg.txt': 'dmesg',
  'units.txt': "systemctl --no-pager --full status 'docker*' 'containerd*' 'dm-event*' 'lvm2*'",
  'storage.txt':
    'lsblk; dmsetup status --noflush; dmsetup table; dmsetup info -c; lvs -a; vgs; pvs; losetup; df',
  'files.txt':
    'tail -n +1 /etc/docker/daemon.json /etc/lvm/profile/*.profile /var/lib/dmctl/*/* /var/log/dmctl/*',
};

/** A question to a guest in a bad state may never be answered. */
const PATIENCE_MS = 20_000;

/**
 * Keeps what is known of a failed scenario: consoles, all commands with what they said, journal,
 * kernel messages, the state of storage.
 * @returns the folder
 */
export async function keepEvidence(guest: Guest, name: string): Promise<string> {
  const stamp = new Date().toISOString().replace(/\..*/, '').replaceAll(':', '-');
  const folder = join(failuresFolder(), `${stamp} ${name.replace(/[^\w .,-]+/g, '_')}`);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(guest.folder)) {
    if (file.endsWith('.log')) copyFileSync(join(guest.folder, file), join(folder, file));
  }
  for (const [file, question] of Object.entries(QUESTIONS)) {
    writeFileSync(join(folder, file), await answer(guest, question));
  }
  return folder;
}

async function answer(guest: Guest, question: string): Promise<string> {
  try {
    const { stdout, stderr } = await guest.run(question, { timeoutMs: PATIENCE_MS });
    return stdout + stderr;
  } catch (error) {
    return `no answer: ${String(error)}\n`;
  }
}
