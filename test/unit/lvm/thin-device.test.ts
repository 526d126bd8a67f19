import { describe, expect, test } from 'vitest';
import { activeThins, parseThinStatus, parseThinTables } from '../../../src/lvm/thin-device.ts';
import { parseThinLs } from '../../../src/lvm/thin-ls.ts';
import { parseDmInfo } from '../../../src/lvm/dmsetup.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { outcomeOf } from '../../helpers/recorded-outcomes.ts';

const LAYERS = ['bookworm-direct-layers', 'bullseye-direct-layers'] as const;

describe.each(LAYERS)('the thin devices of %s', (host) => {
  const tables = parseThinTables(outcomeOf(host, 'dmsetup table --target thin --').stdout);
  const status = parseThinStatus(
    outcomeOf(host, 'dmsetup status --noflush --target thin --').stdout,
  );
  const devices = parseDmInfo(outcomeOf(host, 'dmsetup info').stdout);
  const pool = devices.find(({ name }) => name === 'docker-thinpool')?.majorMinor ?? '';

  test('are those with a table on the pool, with what the kernel has mapped', () => {
    const active = activeThins(pool, tables, status, devices);
    expect(active).toHaveLength(1);
    expect(active[0]).toMatchObject({ size: 10 * 1024 ** 3, openCount: 1 });
    expect(active[0]?.name).toMatch(/^docker-\d+:\d+-\d+-[0-9a-f]{64}$/);
    expect(active[0]?.mapped).toBeGreaterThan(1024 ** 2);
  });

  test('of another pool are not among them', () => {
    expect(activeThins('1:1', tables, status, devices)).toEqual([]);
  });

  test('are all in the metadata, each with what it has alone and shares', () => {
    const all = parseThinLs(outcomeOf(host, 'thin_ls').stdout);
    expect(all.map(({ deviceId }) => deviceId)).toContain(1);
    for (const { mapped, exclusive, shared } of all) expect(exclusive + shared).toBe(mapped);
  });

  test.each([
    ['dmsetup table --target thin --', parseThinTables],
    ['dmsetup status --noflush --target thin --', parseThinStatus],
    ['thin_ls', parseThinLs],
  ] as const)('%s, cut off within a line, is refused', (call, parse) => {
    const { stdout } = outcomeOf(host, call);
    const places = Array.from({ length: stdout.length }, (_, at) => at);
    const inLine = places.filter((at) => at > 0 && stdout[at - 1] !== '\n');
    expect(inLine.length).toBeGreaterThan(20);
    for (const at of inLine) expect(() => parse(stdout.slice(0, at))).toThrow(ParseError);
  });
});

test('a device that the kernel has failed has nothing known to be mapped', () => {
  const { stdout } = outcomeOf(LAYERS[0], 'dmsetup status --noflush --target thin --');
  const failed = stdout.replace(/ thin .*/, ' thin Fail');
  expect([...parseThinStatus(failed).values()]).toEqual([null]);
});

test.each(['bookworm', 'bullseye'])(
  'the device of a failed pool, of which the kernel tells no table, is left out on %s',
  (suite) => {
    const { stdout } = outcomeOf(`${suite}-pool-failed`, 'dmsetup table --target thin --');
    expect(stdout).toMatch(/^filler: 0 \d+ thin Fail$/m);
    expect(parseThinTables(stdout)).toEqual([]);
  },
);

test('where no device is thin there are none', () => {
  expect(parseThinTables('')).toEqual([]);
  expect(parseThinTables('No devices found\n')).toEqual([]);
});
