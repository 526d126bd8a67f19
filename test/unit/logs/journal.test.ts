import { describe, expect, test } from 'vitest';
import { journalQuery, parseJournalLine } from '../../../src/logs/journal.ts';
import { recordedLines } from '../../helpers/recorded-logs.ts';

/** A recorded line, with some fields changed. */
const lineWith = (fields: object): string => {
  const [line = ''] = recordedLines('bookworm', 'journal.jsonl');
  return JSON.stringify({ ...(JSON.parse(line) as object), ...fields });
};

describe('the question to the journal', () => {
  test('is all of the kernel, the programs and units of LVM, and Docker, from a time on', () => {
    const { program, args, writes } = journalQuery(1_795_748_845_902, false);
    expect([program, writes]).toEqual(['journalctl', false]);
    expect(args).toEqual(
      expect.arrayContaining(['--output=json', '--since=@1795748845', '_TRANSPORT=kernel']),
    );
    expect(args).toContain('SYSLOG_IDENTIFIER=dmeventd');
    expect(args).toContain('_SYSTEMD_UNIT=docker.service');
    expect(args).toContain('UNIT=dmctl-activate.service');
    expect(args).not.toContain('--follow');
  });

  test('of this boot does not go by the clock', () => {
    const { args } = journalQuery('boot', true);
    expect(args).toEqual(expect.arrayContaining(['--boot', '--follow', '--no-tail']));
    expect(args.some((arg) => arg.startsWith('--since'))).toBe(false);
  });
});

describe.each(['bookworm', 'bullseye'])('the journal of %s', (suite) => {
  test('is read line by line, each with its time, who spoke and which boot', () => {
    const lines = recordedLines(suite, 'journal.jsonl').map(parseJournalLine);
    for (const { at, program, text, boot } of lines) {
      expect(at).toBeGreaterThan(Date.parse('2026-11-27T00:00:00Z'));
      expect(at).toBeLessThan(Date.parse('2026-11-28T00:00:00Z'));
      expect([program, text]).not.toContain('');
      expect(boot).toMatch(/^[0-9a-f]{32}$/);
    }
    const programs = new Set(lines.map(({ program }) => program));
    for (const one of ['kernel', 'lvm', 'dmeventd', 'dockerd', 'systemd']) {
      expect(programs).toContain(one);
    }
    expect(lines.filter(({ unit }) => unit === 'dm-event.service').length).toBeGreaterThan(10);
  });
});

describe('a line of the journal', () => {
  test('whose text is no UTF-8 is a list of bytes', () => {
    const bytes = [...Buffer.from('dm-3: '), 0xff, 0x41];
    expect(parseJournalLine(lineWith({ MESSAGE: bytes })).text).toBe('dm-3: \u{fffd}A');
  });

  test('whose field was given twice counts with the first', () => {
    expect(parseJournalLine(lineWith({ MESSAGE: ['one', 'two'] })).text).toBe('one');
  });

  test.each([[null], [undefined], [7], [[]]])('whose text is %j has none', (MESSAGE) => {
    expect(parseJournalLine(lineWith({ MESSAGE })).text).toBe('');
  });

  test.each([
    ['', /JSON/],
    ['{"MESSAGE": "cut o', /JSON/],
    ['[]', /an object/],
    ['null', /an object/],
    ['{"MESSAGE": "no time"}', /__REALTIME_TIMESTAMP/],
  ])('that is %j is not understood', (line, message) => {
    expect(() => parseJournalLine(line)).toThrow(message);
  });
});
