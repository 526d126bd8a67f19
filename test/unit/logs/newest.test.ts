import { describe, expect, test } from 'vitest';
import { entryOf } from '../../../src/logs/entry.ts';
import { parseJournalLine } from '../../../src/logs/journal.ts';
import { Newest } from '../../../src/logs/newest.ts';
import type { LogEntry } from '../../../src/model/log-entry.ts';
import { recordedLines } from '../../helpers/recorded-logs.ts';

function recordedEntry(line: string): readonly LogEntry[] {
  const logged = parseJournalLine(line);
  const entry = logged === null ? null : entryOf(logged);
  return entry === null ? [] : [entry];
}

describe('Newest', () => {
  const [entry] = recordedLines('bookworm', 'journal.jsonl').flatMap(recordedEntry) as [
    LogEntry,
    ...LogEntry[],
  ];
  const at = (time: number, text: string): LogEntry => ({ ...entry, at: time, text });

  test('returns entries by time, and those of the same time as they were added', () => {
    const newest = new Newest(10);
    for (const one of [at(2, 'b'), at(1, 'a'), at(2, 'c'), at(2, 'd')]) newest.add(one);
    expect(
      newest
        .entries()
        .map(({ text }) => text)
        .join(''),
    ).toBe('abcd');
    expect(newest.leftOut).toBe(0);
  });

  test('drops and counts the oldest entries above its limit', () => {
    const newest = new Newest(10);
    for (let i = 0; i < 105; i += 1) newest.add(at(i, String(i)));
    expect(newest.entries().map(({ at: time }) => time)).toEqual(
      Array.from({ length: 10 }, (_, i) => 95 + i),
    );
    expect(newest.leftOut).toBe(95);
  });

  test('and keeps no more of long texts in memory than its limit, the newest ones', () => {
    const newest = new Newest(1000, 100);
    for (let i = 0; i < 105; i += 1) newest.add(at(i, 'x'.repeat(30)));
    expect(newest.entries().map(({ at: time }) => time)).toEqual([102, 103, 104]);
    expect(newest.leftOut).toBe(102);
  });
});
