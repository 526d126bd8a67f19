import { isDeepStrictEqual } from 'node:util';
import fc from '../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { lvmReport, parseLvmReport, unreadableDevices } from '../../../src/lvm/report.ts';
import type { DmDevice } from '../../../src/model/facts/dm.ts';
import { ParseError } from '../../../src/model/errors.ts';
import type { LvmState } from '../../../src/model/facts/lvm-state.ts';
import { NO_LVM } from '../../helpers/facts.ts';
import { outcomeOf, outcomesOf } from '../../helpers/recorded-outcomes.ts';

const REPORT = 'lvm fullreport';

const stateOf = (host: string): LvmState => parseLvmReport(outcomeOf(host, REPORT).stdout);

describe('lvmReport', () => {
  it('keeps lvm.conf from adding anything to the JSON and from writing', () => {
    const { args, writes } = lvmReport();

    expect(writes).toBe(false);
    expect(args.join(' ')).toContain('log{prefix=""');
    expect(args.join(' ')).toContain('prefixes=0');
    expect(args.join(' ')).toContain('backup{backup=0');
    expect(args).not.toContain('-y');
  });

  it('names every report, because those left out are printed in full', () => {
    const named = lvmReport().args.filter((_, i, args) => args[i - 1] === '--configreport');

    expect(named.toSorted()).toEqual(['lv', 'pv', 'pvseg', 'seg', 'vg']);
  });

  it('filters out the devices it must not read', () => {
    const thin = device({ name: 'docker-8:1-1-abc', majorMinor: '254:3' });

    expect(lvmReport([thin]).args.join(' ')).toContain(
      'devices{filter=["r|^/dev/dm-3$|"] global_filter=["r|^/dev/dm-3$|"]}',
    );
    expect(lvmReport().args.join(' ')).not.toContain('filter');
  });
});

describe('unreadableDevices', () => {
  const pool = device({ name: 'docker-thinpool', uuid: 'LVM-abc-tpool', majorMinor: '254:2' });
  const data = device({ name: 'docker-thinpool_tdata', uuid: 'LVM-abc-tdata' });
  const thin = device({ name: 'docker-8:1-1-abc', majorMinor: '254:3' });

  it('is empty while nothing is suspended', () => {
    expect(unreadableDevices([pool, data, thin])).toEqual([]);
  });

  it('is the suspended pool and the devices without UUID, as Docker makes them', () => {
    const suspended = { ...pool, suspended: true };

    expect(unreadableDevices([suspended, data, thin])).toEqual([suspended, thin]);
  });
});

describe('parseLvmReport', () => {
  it.each(outcomesOf(REPORT))('understands all of $host', ({ outcome }) => {
    expect(() => parseLvmReport(outcome.stdout)).not.toThrow();
  });

  it('finds nothing on a blank host', () => {
    expect(stateOf('bookworm-blank')).toEqual(NO_LVM);
  });

  it('reads the pool with its hidden volumes', () => {
    const { lvs } = stateOf('bookworm-direct-running');
    const pool = lvs.find(({ name }) => name === 'thinpool');

    expect(pool).toMatchObject({
      vg: 'docker',
      segmentType: 'thin-pool',
      hidden: false,
      active: true,
      health: '',
      checkNeeded: false,
      monitored: true,
      chunkSize: 512 * 1024,
      transactionId: 0,
      dataLv: 'thinpool_tdata',
      metadataLv: 'thinpool_tmeta',
    });
    expect(lvs.filter(({ hidden }) => hidden).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['lvol0_pmspare', 'thinpool_tdata', 'thinpool_tmeta']),
    );
  });

  it('adds up: extents of the volumes and free ones are those of the group', () => {
    const { vgs, lvs } = stateOf('bookworm-direct-running');
    const [vg] = vgs;
    if (!vg) throw new Error('no volume group');
    const taken = lvs
      .filter(({ name }) => name !== 'thinpool')
      .reduce((n, { size }) => n + size, 0);

    expect(taken / vg.extentSize + vg.freeExtents).toBe(vg.extentCount);
  });

  it('does not know what a pool that is not active uses', () => {
    const pool = stateOf('bookworm-direct-inactive').lvs.find(({ name }) => name === 'thinpool');

    expect(pool).toMatchObject({
      active: false,
      checkNeeded: null,
      monitored: null,
      dataPercent: null,
      metadataPercent: null,
    });
    expect(pool?.metadataSize).toBeGreaterThan(0);
  });

  it('reads the digits that newer releases print for activity', () => {
    const { stdout } = outcomeOf('bookworm-direct-running', REPORT);
    const newer = stdout
      .replaceAll('"lv_active":"active"', '"lv_active":"1"')
      .replaceAll('"lv_active":""', '"lv_active":"0"');

    expect(newer).not.toBe(stdout);
    expect(parseLvmReport(newer)).toEqual(parseLvmReport(stdout));
  });

  it.each(['not monitored', 'pending'])('reports a pool that is %s as not monitored', (word) => {
    const { stdout } = outcomeOf('bookworm-direct-running', REPORT);
    const said = stdout.replace('"seg_monitor":"monitored"', `"seg_monitor":"${word}"`);
    expect(said).not.toBe(stdout);
    const watched = parseLvmReport(said).lvs.filter(({ monitored }) => monitored !== null);
    expect(watched.map(({ monitored }) => monitored)).toEqual([false]);
  });

  it('refuses a report that is cut off anywhere', () => {
    const { stdout } = outcomeOf('bookworm-direct-running', REPORT);
    const end = stdout.trimEnd().length;

    fc.assert(
      fc.property(fc.nat(end - 1), (length) => {
        expect(() => parseLvmReport(stdout.slice(0, length))).toThrow(ParseError);
      }),
    );
  });

  it('refuses a report without a field that it reads, except those that an older LVM lacks', () => {
    const { stdout } = outcomeOf('bookworm-direct-running', REPORT);
    const fields = [...new Set([...stdout.matchAll(/"([a-z_]+)":"/g)].map(([, name]) => name))];
    const whole = parseLvmReport(stdout);
    const changed = fields.filter((field) => {
      try {
        const without = parseLvmReport(stdout.replaceAll(`"${String(field)}":`, '"other":'));
        return !isDeepStrictEqual(without, whole);
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError);
        return false;
      }
    });

    expect(changed).toEqual(['vg_autoactivation', 'lv_autoactivation']);
  });

  it('refuses words that LVM does not use', () => {
    const { stdout } = outcomeOf('bookworm-direct-running', REPORT);
    const wrong = [
      stdout.replace('"lv_active":"active"', '"lv_active":"perhaps"'),
      stdout.replace('"seg_monitor":"monitored"', '"seg_monitor":"soon"'),
      stdout.replace(/"vg_free_count":"\d+"/, '"vg_free_count":"4m"'),
    ];

    for (const text of wrong) {
      expect(text).not.toBe(stdout);
      expect(() => parseLvmReport(text)).toThrow(ParseError);
    }
  });
});

function device(of: Partial<DmDevice>): DmDevice {
  const plain = { suspended: false, liveTable: true, inactiveTable: false, openCount: 0 };
  return { name: 'x', uuid: '', majorMinor: '254:0', ...plain, ...of };
}
