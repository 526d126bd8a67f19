import { describe, expect, test } from 'vitest';
import { entryOf } from '../../../src/logs/entry.ts';
import { parseJournalLine } from '../../../src/logs/journal.ts';
import { parseSyslogLine } from '../../../src/logs/syslog.ts';
import { AFTERWARDS, recordedLines } from '../../helpers/recorded-logs.ts';

/** What the kernel said, as entries. */
const wordsIn = (
  lines: readonly string[],
  parse: (line: string) => ReturnType<typeof parseSyslogLine>,
): readonly string[] =>
  lines.flatMap((line) => {
    const parsed = parse(line);
    const entry = parsed === null ? null : entryOf(parsed);
    return entry?.source === 'kernel' ? [entry.text] : [];
  });

describe.each([
  ['bookworm', 'syslog'],
  ['bookworm', 'kern.log'],
  ['bullseye', 'syslog'],
  ['bullseye', 'kern.log'],
  ['bullseye', 'messages'],
])('what rsyslog of %s writes into %s', (suite, name) => {
  const lines = recordedLines(suite, name);

  test('is read, every line', () => {
    for (const line of lines) {
      const parsed = parseSyslogLine(line, AFTERWARDS);
      expect(parsed, line).not.toBeNull();
      expect(new Date(parsed?.at ?? 0).getFullYear()).toBe(2026);
      expect(parsed?.text).not.toMatch(/^\[ *\d+\.\d+\]/);
    }
  });

  test('has the words of the kernel that the journal has', () => {
    const inJournal = wordsIn(recordedLines(suite, 'journal.jsonl'), parseJournalLine);
    const inFile = wordsIn(lines, (line) => parseSyslogLine(line, AFTERWARDS));
    expect(inJournal.length).toBeGreaterThan(20);
    // Debian's messages leaves out errors (rsyslog.conf: info, notice and warn).
    const some =
      name === 'messages' ? inJournal.filter((text) => text.includes('switching')) : inJournal;
    expect(inFile).toEqual(expect.arrayContaining([...some]));
  });
});

describe('a line without a year', () => {
  const [recorded = ''] = recordedLines('bullseye', 'messages');
  const on = (day: string): string => recorded.replace(/^\w{3} [ \d]\d/, day);
  const yearOf = (day: string, now: string): number | null => {
    const at = parseSyslogLine(on(day), new Date(now))?.at;
    return at === undefined ? null : new Date(at).getFullYear();
  };

  test.each([
    ['Nov 27', '2026-11-27T12:00:00', 2026],
    ['Nov 28', '2026-11-27T23:00:00', 2026],
    ['Nov 30', '2026-11-27T12:00:00', 2025],
    ['Dec 31', '2026-01-01T00:10:00', 2025],
    ['Jan  1', '2026-12-31T23:59:00', 2027],
    ['Jan  2', '2026-12-31T01:00:00', 2026],
    ['Feb 29', '2026-11-27T12:00:00', 2024],
    ['Feb 29', '1904-02-27T12:00:00', 1896],
  ])('of %s, read on %s, is of %i', (day, now, year) => {
    expect(yearOf(day, now)).toBe(year);
  });

  test.each(['Feb 30', 'Nox 27', 'Nov 00', 'Nov 32'])('of %s is none', (day) => {
    expect(yearOf(day, '2026-11-27T12:00:00')).toBeNull();
  });
});

describe('what is no line of a log', () => {
  test.each(['', ' ', '\0'.repeat(50), 'continued from above', '2026-13-41T99:00:00Z host x: y'])(
    '%j is passed over',
    (line) => {
      expect(parseSyslogLine(line, AFTERWARDS)).toBeNull();
    },
  );
});

test("dockerd's own log has its time in the words", () => {
  const line = recordedLines('bookworm', 'journal.jsonl')
    .flatMap((one) => parseJournalLine(one) ?? [])
    .find(({ text }) => /level=warning.*loopback/.test(text));
  const read = parseSyslogLine(line?.text ?? '', AFTERWARDS);
  expect(read).toMatchObject({ program: 'dockerd', text: line?.text });
  expect(Math.abs((read?.at ?? 0) - (line?.at ?? 0))).toBeLessThan(1000);
});
