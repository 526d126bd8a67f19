import { describe, expect, test } from 'vitest';
import { copiesLeftOut } from '../../../src/logs/copies.ts';
import { entryOf } from '../../../src/logs/entry.ts';
import { parseJournalLine } from '../../../src/logs/journal.ts';
import { Newest } from '../../../src/logs/newest.ts';
import type { LogEntry } from '../../../src/model/log-entry.ts';
import { recordedLines } from '../../helpers/recorded-logs.ts';

describe('copies of a line', () => {
  test('in another file are left out, in the same one they were said again', () => {
    const isNew = copiesLeftOut();
    expect(isNew('syslog', 'a')).toBe(true);
    expect(isNew('syslog', 'a')).toBe(true);
    expect(isNew('kern.log', 'a')).toBe(false);
    expect(isNew('kern.log', 'a')).toBe(false);
    expect(isNew('kern.log', 'a')).toBe(true);
    expect(isNew('messages', 'b')).toBe(true);
  });

  test('are forgotten after very many lines, not kept for ever', () => {
    const isNew = copiesLeftOut();
    expect(isNew('syslog', 'a')).toBe(true);
    for (let i = 0; i < 60_000; i += 1) isNew('syslog', String(i));
    expect(isNew('kern.log', 'a')).toBe(true);
  });
});

describe('the newest entries', () => {
  const [entry] = recordedLines('bookworm', 'journal.jsonl').flatMap(
    (line) => entryOf(parseJournalLine(line)) ?? [],
  ) as [LogEntry, ...LogEntry[]];
  const at = (time: number, text: string): LogEntry => ({ ...entry, at: time, text });

  test('are kept, in the order of time, and of one moment as they came', () => {
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

  test('push older ones out, which are counted', () => {
    const newest = new Newest(10);
    for (let i = 0; i < 105; i += 1) newest.add(at(i, String(i)));
    expect(newest.entries().map(({ at: time }) => time)).toEqual(
      Array.from({ length: 10 }, (_, i) => 95 + i),
    );
    expect(newest.leftOut).toBe(95);
  });
});
