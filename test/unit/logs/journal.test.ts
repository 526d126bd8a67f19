import { describe, expect, test } from 'vitest';
import { journalQuery, parseJournalLine } from '../../../src/logs/journal.ts';
import { entryOf } from '../../../src/logs/entry.ts';
import type { LogLine } from '../../../src/model/log-entry.ts';
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
    for (const group of args
      .join(' ')
      .split(' + ')
      .filter((one) => /IDENTIFIER|_UNIT=/.test(one)))
      expect(group).toMatch(/^_UID=0 |^_PID=1 /);
    expect(args).toContain('_SYSTEMD_UNIT=docker.service');
    expect(args).toContain('UNIT=dmctl-activate.service');
    expect(args).toContain('UNIT=dmctl-activate-containerd.service');
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
    const lines = recordedLines(suite, 'journal.jsonl').flatMap(
      (line) => parseJournalLine(line) ?? [],
    );
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
    expect(parseJournalLine(lineWith({ MESSAGE: bytes }))?.text).toBe('dm-3: \u{fffd}A');
  });

  test('whose field was given twice counts with the first', () => {
    expect(parseJournalLine(lineWith({ MESSAGE: ['one', 'two'] }))?.text).toBe('one');
  });

  test.each([[null], [undefined], [7], [[]]])('whose text is %j has none', (MESSAGE) => {
    expect(parseJournalLine(lineWith({ MESSAGE }))?.text).toBe('');
  });

  test.each(['', '{"MESSAGE": "cut o', '[]', 'null', '{"MESSAGE": "no time"}'])(
    'that is %j cannot be read',
    (line) => {
      expect(parseJournalLine(line)).toBeNull();
    },
  );
});

/** `dmeventd` on bookworm, with some of journald's fields changed. */
function ofDmeventd(fields: object) {
  const line = recordedLines('bookworm', 'journal.jsonl').find((one) => one.includes('dmeventd'));
  const said = { MESSAGE: 'Check of pool docker/thinpool failed (status:1).', ...fields };
  return parseJournalLine(JSON.stringify({ ...(JSON.parse(String(line)) as object), ...said }));
}

const sourceOf = (line: LogLine | null) => (line === null ? null : entryOf(line))?.source ?? null;
const ID = 'f'.repeat(64);

describe('a line is taken for what journald says of its sender', () => {
  test('by the name of the program, or without one, if it had ended already', () => {
    expect(sourceOf(ofDmeventd({}))).toBe('dmeventd');
    const ended = { _COMM: undefined, _SYSTEMD_UNIT: undefined, _SYSTEMD_CGROUP: undefined };
    expect(sourceOf(ofDmeventd(ended))).toBe('dmeventd');
    for (const _COMM of ['lvm', 'lvchange', 'pvscan', 'vgs'])
      expect(sourceOf(ofDmeventd({ ...ended, SYSLOG_IDENTIFIER: 'lvm', _COMM }))).toBe('lvm');
  });

  const session = { _SYSTEMD_UNIT: 'session-1.scope', _SYSTEMD_CGROUP: '/user.slice', _COMM: 'sh' };
  test.each([
    ['another user', { _UID: '65534' }],
    ['nobody knows whom', { _UID: undefined }],
    ['another program of root, whatever it calls itself', session],
    ['logger(1), as lvm', { ...session, SYSLOG_IDENTIFIER: 'lvm', _COMM: 'logger' }],
    [
      "a container's output, which dockerd passes on",
      { CONTAINER_ID: ID.slice(0, 12), _COMM: 'dockerd' },
    ],
    ['a container by its name', { CONTAINER_NAME: 'web', SYSLOG_IDENTIFIER: 'dmeventd' }],
    ['a container that has the socket', { _SYSTEMD_CGROUP: `/system.slice/docker-${ID}.scope` }],
    ['one with the other driver for control groups', { _SYSTEMD_CGROUP: `/docker/${ID}` }],
  ])('and %s is not believed', (_, fields) => {
    const line = ofDmeventd(fields);
    expect(line).not.toBeNull();
    expect(sourceOf(line)).toBeNull();
  });

  test('and what Docker says itself is, though a container chose its words', () => {
    const said = { MESSAGE: 'devmapper: Thin Pool has 3 free data blocks', _COMM: 'dockerd' };
    const docker = { ...said, SYSLOG_IDENTIFIER: 'dockerd', _SYSTEMD_UNIT: 'docker.service' };
    expect(sourceOf(ofDmeventd(docker))).toBe('docker');
    expect(sourceOf(ofDmeventd({ ...docker, CONTAINER_TAG: 'dockerd' }))).toBeNull();
  });
});
