import { describe, expect, test } from 'vitest';
import { CODES } from '../../../src/model/codes/index.ts';
import { entryOf, SYSTEMD_MESSAGES } from '../../../src/logs/entry.ts';
import { parseJournalLine } from '../../../src/logs/journal.ts';
import { DOCKER_MESSAGES } from '../../../src/logs/docker/messages.ts';
import { KERNEL_MESSAGES } from '../../../src/logs/known-kernel.ts';
import { LVM_MESSAGES } from '../../../src/logs/known-lvm.ts';
import type { LogEntry, LogLine } from '../../../src/model/log-entry.ts';
import { recordedLines } from '../../helpers/recorded-logs.ts';

const linesOf = (suite: string): readonly LogLine[] =>
  recordedLines(suite, 'journal.jsonl').flatMap((line) => parseJournalLine(line) ?? []);

const entriesOf = (suite: string): readonly LogEntry[] =>
  linesOf(suite).flatMap((line) => entryOf(line) ?? []);

describe.each(['bookworm', 'bullseye'])('on %s', (suite) => {
  const entries = entriesOf(suite);

  test.each([
    ['kernel', /reached low water mark for data device: sending event/, 'DM120'],
    ['kernel', /switching pool to out-of-data-space \(queue IO\) mode/, 'DM114'],
    ['kernel', /switching pool to out-of-data-space \(error IO\) mode/, 'DM114'],
    ['kernel', /switching pool to write mode/, null],
    ['kernel', /growing the data device from \d+ to \d+ blocks/, null],
    ['kernel', /reached low water mark for metadata device/, 'DM121'],
    ['kernel', /switching pool to read-only mode/, 'DM114'],
    ['kernel', /metadata operation 'dm_thin_insert_block' failed: error = -1/, 'DM115'],
    ['kernel', /aborting current metadata transaction/, 'DM115'],
    ['kernel', /failed to set 'needs_check' flag in metadata/, 'DM115'],
    ['kernel', /switching pool to fail mode/, 'DM114'],
    ['kernel', /Buffer I\/O error on dev dm-\d+, logical block/, 'DM114'],
    ['kernel', /XFS \(dm-\d+\): .*Shutting down filesystem/, 'DM114'],
    ['dmeventd', /Insufficient free space: \d+ extents needed, but only \d+ available/, 'DM204'],
    ['dmeventd', /Failed command for docker-thinpool/, 'DM204'],
    ['dmeventd', /Thin pool docker-thinpool data is now \d+\.\d+% full/, 'DM120'],
    ['dmeventd', /thin-pool needs inspection/, 'DM114'],
    ['dmeventd', /^Monitoring thin pool/, null],
    ['docker', /Thin Pool has 0 free data blocks which is less than minimum required/, 'DM122'],
    ['docker', /Usage of loopback devices is strongly discouraged/, 'DM102'],
    ['docker', /Non existing device docker-thinpool/, 'DM111'],
    ['systemd', /Start request repeated too quickly/, 'DM100'],
  ] as const)('%s: %s is explained', (source, words, code) => {
    const found = entries.filter((entry) => entry.source === source && words.test(entry.text));
    expect(found.length).toBeGreaterThan(0);
    for (const entry of found) {
      expect(entry.code).toBe(code);
      expect(entry.note).not.toBeNull();
    }
  });

  test("dockerd's lines are their message, without time and level", () => {
    const texts = entries.filter(({ source }) => source === 'docker').map(({ text }) => text);
    expect(texts.filter((text) => /^time=|level=/.test(text))).toEqual([]);
    expect(texts).toContainEqual(
      expect.stringMatching(
        /^Creating filesystem xfs on device .* \(storage-driver: devicemapper\)$/,
      ),
    );
  });

  test('what is said every day, or of something else, is left out', () => {
    const texts = entries.map(({ text }) => text).join('\n');
    expect(texts).not.toMatch(/Mounting V5 Filesystem|Unmounting Filesystem|identical table/);
    expect(texts).not.toMatch(/cpuset|containerd|Starting|Stopped/);
    expect(entries.length).toBeLessThan(linesOf(suite).length);
  });
});

const TABLES = [...KERNEL_MESSAGES, ...LVM_MESSAGES, ...DOCKER_MESSAGES, ...SYSTEMD_MESSAGES];

describe('a known message', () => {
  test('has a code that dmctl explain knows', () => {
    for (const { code } of TABLES) if (code !== null) expect(CODES).toHaveProperty(code);
  });

  test('has a note that fits into the margin', () => {
    for (const { note } of TABLES) {
      expect(note).toMatch(/^\S.*[^.\s]$/);
      expect(note.length).toBeLessThan(110);
    }
  });
});

describe('a line of dockerd', () => {
  const [docker] = linesOf('bookworm').filter(({ program }) => program === 'dockerd');
  const said = (text: string): string | undefined => docker && entryOf({ ...docker, text })?.text;

  test.each([
    ['level=error msg="devmapper: \\"x\\"" error="a=b c"', 'devmapper: "x" (error: a=b c)'],
    ['time="x" level=warning msg="devmapper: y"', 'devmapper: y'],
    ['level=info msg="devmapper: \\x1b"', 'devmapper: \\x1b'],
    ['devmapper: plain words = 5', 'devmapper: plain words = 5'],
    ['msg="devmapper: cut o', 'msg="devmapper: cut o'],
  ])('%j is told as %j', (line, text) => {
    expect(said(line)).toBe(text);
  });
});

test('a very long text is cut, and says so', () => {
  const [line] = linesOf('bookworm').filter(({ program }) => program === 'kernel');
  if (line === undefined) throw new Error('the kernel said nothing');
  const text = `device-mapper: thin: ${'x'.repeat(1_000_000)}`;
  const entry = entryOf({ ...line, text });
  expect(entry?.text).toMatch(/^device-mapper: thin: x+\.\.\. \(991829 characters more\)$/);
  expect(entry?.text.length).toBeLessThan(8300);
});
