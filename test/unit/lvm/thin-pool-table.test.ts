import { describe, expect, test } from 'vitest';
import { parseLoopDevices } from '../../../src/lvm/losetup.ts';
import { parseThinPoolTables, tableWithData } from '../../../src/lvm/thin-pool-table.ts';
import { bytes, GIB, KIB } from '../../../src/model/units.ts';
import { outcomeOf, outcomesOf } from '../../helpers/recorded-outcomes.ts';

const HALF_LOADED = ['bullseye-loop-half-loaded', 'bookworm-loop-half-loaded'];

describe('the tables of thin pools', () => {
  test('given what dmsetup printed on every recorded host, are understood', () => {
    const all = [
      ...outcomesOf('dmsetup table --target thin-pool'),
      ...outcomesOf('dmsetup table --inactive'),
    ];
    expect(all.length).toBeGreaterThan(0);
    for (const { outcome } of all) expect(() => parseThinPoolTables(outcome.stdout)).not.toThrow();
  });

  test.each(HALF_LOADED)('given %s, name, devices and length of what is live', (host) => {
    const [table] = parseThinPoolTables(outcomeOf(host, 'dmsetup table --target').stdout);
    expect(table).toMatchObject({
      line: '0 209715200 thin-pool 7:1 7:0 128 32768 1 skip_block_zeroing',
      length: 209715200,
      metadataDevice: '7:1',
      dataDevice: '7:0',
      chunkSize: 64 * KIB,
    });
    expect(table?.name).toMatch(/^docker-\d+:\d+-\d+-pool$/);
  });

  test.each(HALF_LOADED)('given %s, the waiting table is the live one, longer', (host) => {
    const [live] = parseThinPoolTables(outcomeOf(host, 'dmsetup table --target').stdout);
    const [waiting] = parseThinPoolTables(outcomeOf(host, 'dmsetup table --inactive').stdout);
    if (live === undefined) throw new Error('no live table');
    expect(waiting?.line).toBe(tableWithData(live, bytes(200 * GIB)));
  });

  test.each([
    ['two targets', 'p: 0 10 thin-pool 7:1 7:0 128 0 0\np: 10 10 linear 7:0 0'],
    ['a start that is not 0', 'p: 8 10 thin-pool 7:1 7:0 128 0 0'],
    ['an unknown feature', 'p: 0 10 thin-pool 7:1 7:0 128 0 1 colour_blue'],
    ['fewer features than it counts', 'p: 0 10 thin-pool 7:1 7:0 128 0 2 ignore_discard'],
    ['no name', '0 10 thin-pool 7:1 7:0 128 0 0'],
  ])('given %s, are not guessed at', (_, text) => {
    const expected = 'dmsetup table: expected a table of one thin-pool target';
    expect(() => parseThinPoolTables(`${text}\n`)).toThrow(expected);
  });
});

describe('loop devices', () => {
  test.each(HALF_LOADED)('given %s, each with the file it shows', (host) => {
    const devices = parseLoopDevices(outcomeOf(host, 'losetup --list').stdout);
    expect(devices.map(({ path }) => path).sort()).toEqual(['/dev/loop0', '/dev/loop1']);
    for (const { majorMinor, file, offset, sizeLimit } of devices) {
      expect(majorMinor).toMatch(/^7:\d$/);
      expect(file.path).toMatch(/^\/var\/lib\/docker\/devicemapper\/devicemapper\/(meta)?data$/);
      expect(file.fileSystem).toBe('98:0');
      expect([offset, sizeLimit]).toEqual([0, 0]);
    }
  });

  test('given none at all, losetup prints nothing', () => {
    expect(parseLoopDevices('')).toEqual([]);
  });
});
