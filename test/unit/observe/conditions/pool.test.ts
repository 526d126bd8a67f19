import { describe, expect, it } from 'vitest';
import { dmInfo, thinPoolStatus } from '../../../../src/lvm/dmsetup.ts';
import { lvmReport, parseLvmReport } from '../../../../src/lvm/report.ts';
import type { Command } from '../../../../src/model/command.ts';
import type { Condition } from '../../../../src/model/plan/condition.ts';
import { bytes } from '../../../../src/model/units.ts';
import { checkConditions } from '../../../../src/observe/conditions/conditions.ts';
import { recordedHost, recordedOutcome, type Changes } from '../../../helpers/recorded-host.ts';
import { questionOf } from '../../../helpers/recording.ts';

const RUNNING = 'bookworm-direct-running';
const STOPPED = 'bookworm-direct-stopped';
const HALF = 'bookworm-half-lvcreate';

async function check(name: string, condition: Condition, changes: Changes = {}) {
  const [checked] = await checkConditions(recordedHost(name, changes).host, [condition]);
  return checked?.finding;
}

/** What the command printed on that host, with one thing put another way. */
function changed(command: Command, from: string | RegExp, to: string, name = RUNNING): Changes {
  const recorded = recordedOutcome(name, command);
  const stdout = recorded.stdout.replace(from, to);
  if (stdout === recorded.stdout) throw new Error(`nothing there is ${String(from)}`);
  return { [questionOf('run', [command])]: { value: { ...recorded, stdout } } };
}

const holds = { verdict: 'holds' };
const unknown = { verdict: 'unknown' };
const thinpool = { vg: 'docker', lv: 'thinpool' };
const EXTENT = 4 * 2 ** 20;

describe('a pool is sound', () => {
  const sound = { kind: 'pool-sound', pool: 'docker-thinpool' } as const;

  it('while it has one live table and takes writes, or is out of data space', async () => {
    expect(await check(RUNNING, sound)).toEqual(holds);
    expect(await check('bookworm-data-full', sound)).toEqual(holds);
  });

  it.each([
    ['bookworm-direct-suspended', 'it is suspended'],
    ['bookworm-direct-inactive', 'it is not active'],
    ['bookworm-needs-check', 'its metadata needs a check'],
    ['bookworm-pool-failed', 'the kernel has given it up'],
  ])('but not on %s', async (name, found) => {
    expect(await check(name, sound)).toEqual({ verdict: 'fails', found });
  });

  it('but not with a second table, without one, read-only, or as something else', async () => {
    const info = /(docker-thinpool\|.*)\|Live\|/;
    const cases: readonly (readonly [Changes, string])[] = [
      [changed(dmInfo(), info, '$1|Both|'), 'a second table is loaded'],
      [changed(dmInfo(), info, '$1|None|'), 'it has no table'],
      [changed(thinPoolStatus(), ' rw ', ' ro '), 'it is read-only'],
      [changed(thinPoolStatus(), 'docker-thinpool', 'other'), 'it is not a thin pool'],
    ];
    for (const [change, found] of cases) {
      expect(await check(RUNNING, sound, change)).toEqual({ verdict: 'fails', found });
    }
  });
});

describe('a part of a pool', () => {
  const data = { kind: 'pool-size', ...thinpool, part: 'data' } as const;
  const size = bytes(2431 * EXTENT);
  const larger = bytes(2432 * EXTENT);

  it('has a size at the least, for LVM and the kernel, or is below it', async () => {
    expect(await check(RUNNING, { ...data, is: 'at-least', size })).toEqual(holds);
    expect(await check(RUNNING, { ...data, is: 'below', size: larger })).toEqual(holds);
    expect(await check(RUNNING, { ...data, is: 'below', size })).toMatchObject({
      found: 'LVM has 9.496 GiB',
    });
    expect(await check(RUNNING, { ...data, is: 'at-least', size: larger })).toMatchObject({
      found: 'it has 9.496 GiB',
    });
    const metadata = { ...data, part: 'metadata', size: bytes(25 * EXTENT) } as const;
    expect(await check(RUNNING, { ...metadata, is: 'at-least' })).toEqual(holds);
  });

  it('that LVM has grown and the kernel has not is neither', async () => {
    const ahead = changed(lvmReport(), /"10196353024"/g, `"${String(larger)}"`);
    const wanted = { ...data, size: larger } as const;
    expect(await check(RUNNING, { ...wanted, is: 'below' }, ahead)).toMatchObject({
      verdict: 'fails',
    });
    expect(await check(RUNNING, { ...wanted, is: 'at-least' }, ahead)).toEqual({
      verdict: 'fails',
      found: 'LVM has 9.5 GiB, the kernel still 9.496 GiB: lvchange --refresh docker/thinpool',
    });
  });

  it('of an inactive pool is not known', async () => {
    const condition = { ...data, is: 'below', size: larger } as const;
    expect(await check('bookworm-direct-inactive', condition)).toMatchObject(unknown);
  });

  it('is extended once its use is below the threshold, or it has grown', async () => {
    const extended = { kind: 'pool-extended', ...thinpool, part: 'data', threshold: 80 } as const;
    const full = changed(thinPoolStatus(), /\d+\/19448/, '19000/19448');
    expect(await check(RUNNING, { ...extended, size: larger })).toEqual(holds);
    expect(await check(RUNNING, { ...extended, size: larger }, full)).toMatchObject({
      verdict: 'fails',
    });
    expect(await check(RUNNING, { ...extended, size }, full)).toEqual(holds);
  });
});

describe('docker info shows the size of the pool', () => {
  const shown = {
    kind: 'engine-pool-size',
    pool: 'docker-thinpool',
    data: bytes(2431 * EXTENT),
    metadata: bytes(25 * EXTENT),
  } as const;

  const names = ['docker.service', 'docker.socket'];
  const look = async (name: string, condition: Condition) => {
    const units = { kind: 'units', names, active: true } as const;
    const [, checked] = await checkConditions(recordedHost(name).host, [units, condition]);
    return checked?.finding;
  };

  it('in its four digits, or a larger one', async () => {
    expect(await look(RUNNING, shown)).toEqual(holds);
    expect(await look(RUNNING, { ...shown, data: bytes(9e9) })).toEqual(holds);
    expect(await look(RUNNING, { ...shown, data: bytes(21_256_732_672) })).toEqual({
      verdict: 'fails',
      found: 'Data Space Total is 10.2 GB, not 21.26 GB',
    });
    expect(await look(RUNNING, { ...shown, metadata: bytes(50 * EXTENT) })).toMatchObject({
      found: 'Metadata Space Total is 104.9 MB, not 209.7 MB',
    });
  });

  it('and of this pool, while Docker runs', async () => {
    expect(await look(RUNNING, { ...shown, pool: 'other' })).toMatchObject({ verdict: 'fails' });
    expect(await look(STOPPED, { ...shown, data: bytes(1e12) })).toEqual(holds);
  });
});

describe('a physical volume', () => {
  const [pv] = parseLvmReport(recordedOutcome(HALF, lvmReport()).stdout).pvs;
  const device = {
    path: '/dev/xvdf',
    majorMinor: '98:16',
    size: bytes(10 * 2 ** 30),
    serial: null,
  };
  const unused = { kind: 'pv-unused', device, uuid: pv?.uuid ?? '', vg: 'docker' } as const;

  it('is unused while no volume lies on it', async () => {
    expect(await check(HALF, unused)).toEqual({ verdict: 'fails', found: 'it holds volumes' });
    const empty = changed(lvmReport(), /"pv_free":"\d+"/, `"pv_free":"${String(pv?.size)}"`, HALF);
    expect(await check(HALF, unused, empty)).toEqual(holds);
    expect(await check(HALF, { ...unused, vg: 'other' }, empty)).toMatchObject({
      found: 'it is in docker',
    });
  });
});
