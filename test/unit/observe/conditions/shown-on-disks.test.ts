import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../../src/model/plan/condition.ts';
import { bytes, extents, GIB, KIB, MIB } from '../../../../src/model/units.ts';
import { checkConditions } from '../../../../src/observe/conditions/conditions.ts';
import {
  hostWithDisks,
  recordedDisks,
  type RecordedDisks,
} from '../../../helpers/recorded-disks.ts';

const after = (step: string, count = 1): RecordedDisks => recordedDisks(`bookworm-${step}`, count);

const CREATED = after('pvcreate', 2);
const [first, second] = CREATED.devices;
if (first === undefined || second === undefined) throw new Error('two disks are recorded');

/** The UUIDs that scripts/fixtures/disks.ts gives. */
const uuid = (n: number): string => `dmctl0-test-disk-reco-rded-once-00000${String(n)}`;
const present = (vg: string | null): Condition => {
  return { kind: 'pv-present', device: first, uuid: uuid(0), vg };
};
const vg = (pvs = 1): Condition => ({
  ...{ kind: 'vg-present', vg: 'docker', tag: 'dmctl', minExtents: extents(2559 * pvs) },
  pvUuids: [uuid(0), uuid(1)].slice(0, pvs),
});
const linear = (lv: string, size: number): Condition => {
  return { kind: 'lv-linear', vg: 'docker', lv, size: bytes(size * 4 * MIB), tag: 'dmctl' };
};
const absent = (lv: string): Condition => ({ kind: 'lv-absent', vg: 'docker', lv });
const pool: Condition = {
  ...{ kind: 'thin-pool', vg: 'docker', lv: 'thinpool', active: true },
  ...{ size: bytes(2431 * 4 * MIB), chunkSize: bytes(512 * KIB) },
};
const profile = (name: string | null): Condition => {
  return { kind: 'lv-profile', vg: 'docker', lv: 'thinpool', profile: name };
};

async function look(disks: RecordedDisks, conditions: readonly Condition[]) {
  const { host, started } = hostWithDisks(disks, disks.report);
  const checked = await checkConditions(host, conditions, disks.devices);
  return { verdicts: checked.map(({ finding }) => finding.verdict), started };
}

const REPORT = ['lvm fullreport'];

describe('the looks of a set-up that goes well', () => {
  it.each([
    ['pvcreate', [present(null)]],
    ['vgcreate', [vg(), present('docker'), absent('thinpool')]],
    ['lvcreate-data', [linear('thinpool', 2431), vg(), absent('thinpoolmeta')]],
    ['lvcreate-metadata', [linear('thinpoolmeta', 25), linear('thinpool', 2431), absent('lvol0')]],
    ['lvconvert', [pool, profile(null)]],
    ['lvchange-profile', [profile('docker-thinpool')]],
  ] as const)('start no program: %s', async (step, conditions) => {
    const { verdicts, started } = await look(after(step), conditions);
    expect(new Set(verdicts)).toEqual(new Set(['holds']));
    expect(started).toEqual([]);
  });

  it('start no program on two disks', async () => {
    const { verdicts, started } = await look(after('vgcreate-two', 2), [vg(2)]);
    expect({ verdicts, started }).toEqual({ verdicts: ['holds'], started: [] });
  });
});

describe('LVM is asked, and its report decides,', () => {
  it.each([
    ['whether there is a group of that name', 'pvcreate', { kind: 'vg-absent', vg: 'docker' }],
    ['what no disk tells', 'lvconvert', { kind: 'lv-monitored', vg: 'docker', lv: 'thinpool' }],
    [
      'about a physical volume that must not be',
      'pvcreate',
      { kind: 'vg-empty', vg: 'docker', tag: 'dmctl' },
    ],
    ['where a volume is there that should not', 'lvcreate-data', absent('thinpool')],
    ['where one has another size', 'lvcreate-data', linear('thinpool', 2430)],
    ['where another profile is wanted', 'lvchange-profile', profile('other')],
    [
      'about volumes of a group on other disks',
      'vgcreate',
      { kind: 'lv-absent', vg: 'other', lv: 'x' },
    ],
  ] as const)('%s', async (_, step, condition) => {
    const { host } = hostWithDisks(after(step), after(step).report);
    const [report] = await checkConditions(host, [condition]);
    const { verdicts, started } = await look(after(step), [present('docker'), condition]);
    expect(started).toEqual(REPORT);
    expect(verdicts[1]).toBe(report?.finding.verdict);
  });

  const whole = after('lvconvert');
  const [head = Buffer.alloc(0)] = whole.heads;
  const suspended = whole.dm.map((device) => ({ ...device, suspended: '1' }));
  const moved = whole.devices.map((device) => ({ ...device, size: bytes(20 * GIB) }));
  const changes: readonly (readonly [string, Partial<RecordedDisks>])[] = [
    ['the pool is not active', { dm: [] }],
    ['the disk has another size', { devices: moved }],
    ['the disk is blank', { heads: [Buffer.alloc(head.length)] }],
    ['the disk ends too early', { heads: [head.subarray(0, 4096)] }],
    ['the disks hold two moments', { heads: [head, after('vgcreate-two', 2).heads[1] ?? head] }],
    ['two disks say they are the same', { heads: [head, head] }],
  ];
  it.each(changes)('where %s', async (_, change) => {
    const devices = change.heads?.length === 2 ? CREATED.devices : whole.devices;
    const { verdicts, started } = await look({ ...whole, devices, ...change }, [pool]);
    expect(started).toEqual(REPORT);
    expect(verdicts).toEqual(['holds']);
  });

  it('where a device is suspended, so that LVM keeps off', async () => {
    const { started } = await look({ ...whole, dm: suspended }, [pool]);
    expect(started[0]).toBe('dmsetup info');
  });

  it('where nothing was said of disks', async () => {
    const { host, started } = hostWithDisks(whole, whole.report);
    await checkConditions(host, [pool]);
    expect(started).toEqual(REPORT);
  });
});
