import { describe, expect, it } from 'vitest';
import { parseJournalLine } from '../../../src/logs/journal.ts';
import type { LogLine } from '../../../src/model/log-entry.ts';
import { journalOf, RECORDED_CONTAINERDS, statesOf } from '../../helpers/recorded-containerd.ts';

const linesOf = (containerd: string, state: string): readonly LogLine[] =>
  journalOf(containerd, state)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseJournalLine(line) ?? expect.fail(line));

describe.each(RECORDED_CONTAINERDS)('the journal of containerd %s', (containerd) => {
  it('is of the daemon, of systemd about its unit, and of the kernel', () => {
    for (const state of statesOf(containerd)) {
      for (const { program, unit } of linesOf(containerd, state)) {
        if (program === 'kernel') continue;
        expect(unit).toBe('containerd.service');
        expect(['containerd', 'systemd', 'dmeventd', 'ctr', 'mkfs.ext4']).toContain(program);
      }
    }
  });

  it('says why the snapshotter is missing while its pool is', () => {
    const why = linesOf(containerd, 'pool-absent').find(({ text }) =>
      text.includes('failed to query pool \\"/dev/mapper/containerd-thinpool\\"'),
    );
    expect(why?.text).toContain('io.containerd.snapshotter.v1.devmapper');
    expect(why?.text).toContain('level=warning');
  });

  it('has the kernel say that the pool is full, and the daemon say nothing of it', () => {
    const lines = linesOf(containerd, 'full');
    const full = lines.filter(({ text }) => text.includes('out-of-data-space'));
    expect(full.map(({ program }) => program)).toContain('kernel');
    expect(full.filter(({ program }) => program === 'containerd')).toEqual([]);
  });

  it('has systemd say that the daemon was killed', () => {
    const killed = linesOf(containerd, 'killed').filter(({ text }) => text.includes('9/KILL'));
    expect(killed.map(({ program }) => program)).toEqual([
      'systemd',
      'systemd',
      'systemd',
      'systemd',
    ]);
  });
});
