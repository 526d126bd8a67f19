import { describe, expect, it } from 'vitest';
import { lvmReport, parseLvmReport } from '../../../../src/lvm/report.ts';
import { thinPoolStatus } from '../../../../src/lvm/dmsetup.ts';
import type { Condition } from '../../../../src/model/plan/condition.ts';
import { bytes, extents } from '../../../../src/model/units.ts';
import { checkConditions } from '../../../../src/observe/conditions/conditions.ts';
import { recordedHost, recordedOutcome, type Changes } from '../../../helpers/recorded-host.ts';
import { questionOf } from '../../../helpers/recording.ts';

const HALF = 'bookworm-half-lvcreate';
const RUNNING = 'bookworm-direct-running';
const STOPPED = 'bookworm-direct-stopped';
const BLANK = 'bookworm-blank';

async function check(name: string, condition: Condition, changes: Changes = {}) {
  const [checked] = await checkConditions(recordedHost(name, changes).host, [condition]);
  return checked?.finding;
}

const holds = { verdict: 'holds' };
const fails = { verdict: 'fails' };
const unknown = { verdict: 'unknown' };

const xvdf = { path: '/dev/xvdf', majorMinor: '98:16', size: bytes(10 * 2 ** 30), serial: null };
const thinpool = { vg: 'docker', lv: 'thinpool' };

describe('conditions on physical volumes and volume groups', () => {
  const [{ uuid } = { uuid: '' }] = parseLvmReport(recordedOutcome(HALF, lvmReport()).stdout).pvs;
  const tagged = withReport(HALF, '"vg_tags":""', '"vg_tags":"dmctl"');

  it('a physical volume is found by the number of its device', async () => {
    const present = { kind: 'pv-present', device: xvdf, uuid, vg: 'docker' } as const;

    expect(await check(HALF, present)).toEqual(holds);
    expect(await check(HALF, { ...present, vg: null })).toMatchObject({ found: 'it is in docker' });
    expect(await check(HALF, { ...present, uuid: 'other' })).toMatchObject(fails);
    expect(await check(HALF, { kind: 'pv-absent', device: xvdf })).toMatchObject(fails);
    expect(await check(BLANK, present)).toMatchObject({ found: 'no physical volume' });
    expect(await check(BLANK, { kind: 'pv-absent', device: xvdf })).toEqual(holds);
  });

  it('a volume group without our tag is not ours', async () => {
    const present = {
      kind: 'vg-present',
      vg: 'docker',
      tag: 'dmctl',
      pvUuids: [uuid],
      minExtents: extents(2559),
    } as const;

    expect(await check(HALF, present)).toMatchObject({ found: 'it has no tag dmctl' });
    expect(await check(HALF, present, tagged)).toEqual(holds);
    expect(await check(HALF, { ...present, pvUuids: [] }, tagged)).toMatchObject(fails);
    expect(await check(HALF, { ...present, pvUuids: [uuid, 'x'] }, tagged)).toMatchObject(fails);
    const more = { ...present, minExtents: extents(2560) };
    expect(await check(HALF, more, tagged)).toMatchObject({ found: 'it has 2559 extents' });
    expect(await check(BLANK, present)).toMatchObject(fails);
  });

  it('a volume group with a volume is not empty', async () => {
    expect(await check(HALF, { kind: 'vg-empty', vg: 'docker', tag: 'dmctl' }, tagged)).toEqual({
      verdict: 'fails',
      found: 'it holds thinpool, thinpoolmeta',
    });
  });

  it('a volume group is there or not', async () => {
    expect(await check(HALF, { kind: 'vg-absent', vg: 'docker' })).toMatchObject(fails);
    expect(await check(BLANK, { kind: 'vg-absent', vg: 'docker' })).toEqual(holds);
    expect(await check(HALF, { kind: 'vg-absent', vg: 'docker', tag: 'dmctl' })).toEqual(holds);
  });
});

describe('conditions on logical volumes', () => {
  it('a linear volume is ours by its tag and size', async () => {
    const size = bytes(2431 * 4 * 2 ** 20);
    const linear = { kind: 'lv-linear', ...thinpool, size, tag: 'dmctl' } as const;
    const tagged = withReport(HALF, /"lv_tags":""/g, '"lv_tags":"dmctl"');

    expect(await check(HALF, linear)).toMatchObject({ found: 'it has no tag dmctl' });
    expect(await check(HALF, linear, tagged)).toEqual(holds);
    expect(await check(HALF, { ...linear, size: bytes(1) }, tagged)).toMatchObject(fails);
    expect(await check(RUNNING, linear)).toMatchObject({ found: 'its type is thin-pool' });
    // lvconvert of LVM 2.03.31 moves the tag from the data volume to the pool.
    const data = { ...linear, lv: 'thinpool_tdata' };
    expect(await check(RUNNING, data)).toMatchObject({ found: 'it has no tag dmctl' });
    const moved = withReport(
      RUNNING,
      /("lv_name":"thinpool",[^}]*)"lv_tags":""/g,
      '$1"lv_tags":"dmctl"',
    );
    expect(await check(RUNNING, data, moved)).toEqual(holds);
  });

  it('a thin pool is known by size, chunks and whether it is active', async () => {
    const pool = {
      kind: 'thin-pool',
      ...thinpool,
      size: bytes(2431 * 4 * 2 ** 20),
      chunkSize: bytes(512 * 1024),
      active: true,
    } as const;

    expect(await check(RUNNING, pool)).toEqual(holds);
    expect(await check('bookworm-direct-inactive', pool)).toMatchObject({
      found: 'it is not active',
    });
    expect(await check(RUNNING, { ...pool, chunkSize: bytes(65536) })).toMatchObject(fails);
    expect(await check(HALF, pool)).toMatchObject({ found: 'its type is linear' });
    expect(await check(BLANK, pool)).toMatchObject({ found: 'the volume does not exist' });
  });

  it('profile and monitoring are what LVM says of them', async () => {
    const profile = { kind: 'lv-profile', ...thinpool, profile: 'docker-thinpool' } as const;
    const monitored = { kind: 'lv-monitored', ...thinpool } as const;

    expect(await check(RUNNING, profile)).toEqual(holds);
    expect(await check(RUNNING, { ...profile, profile: null })).toMatchObject(fails);
    expect(await check(RUNNING, monitored)).toEqual(holds);
    expect(await check('bookworm-direct-inactive', monitored)).toMatchObject(fails);
  });

  it('a volume is there or not', async () => {
    expect(await check(RUNNING, { kind: 'lv-absent', ...thinpool })).toMatchObject(fails);
    expect(await check(BLANK, { kind: 'lv-absent', ...thinpool })).toEqual(holds);
  });

  it('a pool is unused while Docker has made no more than its base device', async () => {
    const unused = { kind: 'pool-unused', ...thinpool } as const;
    const status = questionOf('run', [thinPoolStatus()]);
    const transactions = (count: number): Changes => {
      const recorded = recordedOutcome(RUNNING, thinPoolStatus());
      const stdout = recorded.stdout.replace(/thin-pool \d+/, `thin-pool ${String(count)}`);
      return { [status]: { value: { ...recorded, stdout } } };
    };

    expect(await check(RUNNING, unused)).toMatchObject(fails);
    expect(await check(RUNNING, unused, transactions(2))).toMatchObject(fails);
    expect(await check(RUNNING, unused, transactions(1))).toEqual(holds);
    expect(await check('bookworm-direct-inactive', unused)).toMatchObject(unknown);
  });
});

describe('conditions on Docker', () => {
  const both = ['docker.service', 'docker.socket'];

  it('units are up, or down, or neither', async () => {
    const up = { kind: 'units', names: both, active: true } as const;
    const down = { ...up, active: false };

    expect(await check(RUNNING, up)).toEqual(holds);
    expect(await check(RUNNING, down)).toMatchObject({ found: 'docker.service is active' });
    expect(await check(STOPPED, up)).toMatchObject({ found: 'docker.service is inactive' });
    expect(await check(STOPPED, down)).toEqual(holds);
    expect(await check(STOPPED, { kind: 'units-not-failed', names: both })).toEqual(holds);
  });

  it('the driver and pool are what Docker itself says', async () => {
    const driver = { kind: 'docker-driver', driver: 'devicemapper' } as const;
    const together = async (name: string, condition: Condition) => {
      const units = { kind: 'units', names: both, active: true } as const;
      const [, checked] = await checkConditions(recordedHost(name).host, [units, condition]);
      return checked?.finding;
    };

    expect(await together(RUNNING, { ...driver, pool: 'docker-thinpool' })).toEqual(holds);
    expect(await together(RUNNING, { ...driver, pool: 'other' })).toMatchObject(fails);
    expect(await together(BLANK, { ...driver, pool: null })).toMatchObject(fails);
    expect(await together(STOPPED, { ...driver, pool: null })).toMatchObject({
      found: 'Docker is not running',
    });
  });

  it('does not ask Docker while its service is down, since its socket would start it', async () => {
    const { host, started } = recordedHost(STOPPED);

    await checkConditions(host, [
      { kind: 'units', names: both, active: true },
      { kind: 'docker-driver', driver: 'devicemapper', pool: null },
    ]);

    expect(started.filter((call) => call.startsWith('docker'))).toEqual([]);
  });

  it('a data root is bare while nothing is in it that a person would miss', async () => {
    const bare = { kind: 'data-root-bare', path: '/var/lib/docker' } as const;

    expect(await check(BLANK, bare)).toEqual(holds);
    expect(await check(STOPPED, bare)).toMatchObject(fails);
    expect(await check(RUNNING, bare)).toMatchObject({
      found: expect.stringContaining('mounted') as string,
    });
  });
});

describe('a look at many conditions', () => {
  it('asks each tool once, and only those that are needed', async () => {
    const { host, started } = recordedHost(RUNNING);

    await checkConditions(host, [
      { kind: 'vg-absent', vg: 'docker' },
      { kind: 'lv-monitored', ...thinpool },
      { kind: 'lv-absent', ...thinpool },
      { kind: 'pool-unused', ...thinpool },
      { kind: 'directory', path: '/var/lib/docker', is: 'present' },
    ]);

    expect(started.map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
      'lvm fullreport',
      'dmsetup status',
    ]);
  });

  it('starts no process for files', async () => {
    const { host, started } = recordedHost(RUNNING);

    await checkConditions(host, [
      { kind: 'directory', path: '/var/lib/docker', is: 'present' },
      { kind: 'file', path: '/etc/docker/daemon.json', sha256: null },
    ]);

    expect(started).toEqual([]);
  });

  it('says unknown, with the reason, where a tool fails', async () => {
    const failed = { error: { kind: 'missing-program', message: 'no lvm' } } as const;

    const finding = await check(
      RUNNING,
      { kind: 'vg-absent', vg: 'docker' },
      { [questionOf('run', [lvmReport()])]: failed },
    );

    expect(finding).toEqual({ verdict: 'unknown', why: 'no lvm' });
  });
});

/** The recorded report with one thing in it put another way. */
function withReport(name: string, from: string | RegExp, to: string): Changes {
  const recorded = recordedOutcome(name, lvmReport());
  const stdout = recorded.stdout.replace(from, to);
  if (stdout === recorded.stdout) throw new Error(`the report has no ${String(from)}`);
  return { [questionOf('run', [lvmReport()])]: { value: { ...recorded, stdout } } };
}
