import { describe, expect, test } from 'vitest';
import { entryOf } from '../../../../src/logs/entry.ts';
import { parseJournalLine } from '../../../../src/logs/journal.ts';
import type { LogEntry } from '../../../../src/model/log-entry.ts';
import { LogLines, coverText } from '../../../../src/views/reports/log-lines.ts';
import { makeStyle } from '../../../../src/views/style.ts';
import { recordedLines } from '../../../helpers/recorded-logs.ts';

const plain = makeStyle(false, 'iec');

const entries = recordedLines('bookworm', 'journal.jsonl').flatMap((line) => {
  const logged = parseJournalLine(line);
  return (logged === null ? null : entryOf(logged)) ?? [];
});

function told(some: readonly LogEntry[], all = false): string {
  const lines = new LogLines({ style: plain, all });
  return [...some.map((entry) => lines.add(entry)), lines.end()].join('');
}

const [first] = entries as [LogEntry, ...LogEntry[]];
const saying = (text: string, changes: Partial<LogEntry> = {}): LogEntry => ({
  ...first,
  ...{ source: 'docker', text, note: null, code: null },
  ...changes,
});

describe('the lines of a log', () => {
  test('say when, who and what, and below it what it means', () => {
    expect(told(entries)).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}kernel {6}device-mapper: thin: \S+ switching pool to out-of-data-space \(error IO\) mode\n {33}\^ the data is full, and writes now fail {2}dmctl explain DM114$/m,
    );
  });

  test('that come in numbers are counted, and the last one is shown', () => {
    const text = told(entries);
    expect(text).toMatch(
      /kernel +dm-3: writeback error [^\n]+\n +\^[^\n]+\n +\.\.\. 7 more like these \(-v shows them\)\n[^\n]+kernel +dm-3: writeback error/,
    );
    const all = told(entries, true);
    const recorded = entries.filter(({ text: said }) => said.startsWith('dm-3: writeback error'));
    expect(all.match(/writeback error/g)).toHaveLength(recorded.length);
    expect(all).not.toContain('more like these');
  });

  test('that come again in turns are one group', () => {
    const round = (n: number): LogEntry[] =>
      ['needs', 'too little', 'failed'].map((word) => saying(`${word} ${String(n)}`));
    const text = told([1, 2, 3, 4, 5].flatMap(round));
    expect(text.match(/needs|too little|failed|more like/g)).toEqual([
      ...['needs', 'too little', 'failed', 'more like', 'failed'],
    ]);
    expect(text).toContain('... 11 more like these');
    expect(text).toMatch(/failed 5\n$/);
  });

  test('that come again a few times are all shown', () => {
    const text = told([1, 2, 3, 4].map((n) => saying(`full ${String(n)}`)));
    expect(text.match(/full \d/g)).toEqual(['full 1', 'full 2', 'full 3', 'full 4']);
  });

  test('of another boot are set apart, alike or not', () => {
    const text = told([saying('a', { boot: 'one' }), saying('a', { boot: 'two' })]);
    expect(text).toMatch(/docker +a\n--- reboot\n.*docker +a\n$/);
    expect(told([saying('a', { boot: null }), saying('b', { boot: 'two' })])).not.toContain('---');
  });

  test('cannot move the cursor of a terminal, nor begin a line of their own', () => {
    const text = told([saying('a\u001b[2J\u202eb\n2026-11-27 forged')]);
    expect(text).toContain('a\\u{1b}[2J\\u{202e}b\n');
    expect(text).toMatch(/\n {33}2026-11-27 forged\n$/);
  });

  test('have a note once while it is in sight', () => {
    const noted = { note: 'because', code: 'DM120' } as const;
    const often = ['a', 'b', 'c'].map((word) => saying(word, noted));
    expect(told(often).match(/because/g)).toHaveLength(1);
    expect(told(often, true).match(/because/g)).toHaveLength(3);
    const others = 'defghi'.split('').map((word) => saying(word, { note: word }));
    expect(told([...often, ...others, saying('j', noted)]).match(/because/g)).toHaveLength(2);
  });
});

describe('what was read', () => {
  const cover = {
    ...{ since: new Date(2026, 10, 27, 2, 28).getTime(), span: 'the last 24 h', begins: null },
    ...{ sources: ['/var/log/messages', 'the journal'], entries: 2, leftOut: 0, unread: 0 },
  };

  test('is said, with how to see more', () => {
    expect(coverText(cover, plain)).toBe(
      '2 lines since 2026-11-27 02:28:00 (the last 24 h), from /var/log/messages and the journal.\n' +
        'Use --since 7d to look further back.\n',
    );
  });

  test('and found empty is said, too', () => {
    expect(coverText({ ...cover, entries: 0 }, plain)).toMatch(
      /^No log lines about the pool since/,
    );
  });

  test('and does not go back so far is no silence', () => {
    const begins = new Date(2026, 10, 27, 3, 0).getTime();
    const text = coverText({ ...cover, begins, leftOut: 1, unread: 2 }, plain);
    expect(text).toContain('The logs on this host begin at 2026-11-27 03:00:00.');
    expect(text).toContain('1 older line left out');
    expect(text).toContain('2 lines of the journal could not be read.');
    expect(text).not.toContain('look further back');
  });
});
