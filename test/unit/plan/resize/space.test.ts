import { describe, expect, it } from 'vitest';
import type { LogicalVolume } from '../../../../src/model/facts/lvm-state.ts';
import { known } from '../../../../src/model/known.ts';
import { bytes, extents, GIB, MIB } from '../../../../src/model/units.ts';
import { blankDisk } from '../../../helpers/blank-host.ts';
import { host } from '../../../helpers/changed-facts.ts';
import { group, lvm } from '../../../helpers/facts.ts';
import { by, resizePlan, to } from '../../../helpers/resize-site.ts';

const EXTENT = 4 * MIB;
const DATA = 2431;

/** The host whose pool is on disks that have so many free extents each. */
function pool(free: readonly number[], changes: Partial<LogicalVolume>, allocation = 'normal') {
  const [disk] = lvm.pvs;
  if (disk === undefined) throw new Error('no disk');
  const pvs = free.map((count, at) => ({
    ...disk,
    device: `/dev/xvd${String.fromCodePoint(102 + at)}`,
    uuid: `${disk.uuid.slice(0, -1)}${String(at)}`,
    free: bytes(count * EXTENT),
  }));
  const freeExtents = extents(free.reduce((sum, one) => sum + one, 0));
  const lvs = lvm.lvs.map((lv) => (lv.name === 'thinpool_tdata' ? { ...lv, ...changes } : lv));
  return host({ lvm: known({ ...lvm, pvs, lvs, vgs: [{ ...group, freeExtents, allocation }] }) });
}

const raid1 = { segmentType: 'raid1', areas: 2 } as const;
const striped = { segmentType: 'striped', areas: 2 } as const;
const [xvdh, xvdi] = [blankDisk('/dev/xvdh'), blankDisk('/dev/xvdi')];
const DISK = 2559;

const grown = (plan: ReturnType<typeof resizePlan>): number | null =>
  plan.growth === undefined ? null : plan.growth.data.to / EXTENT - DATA;

const refusals = (plan: ReturnType<typeof resizePlan>) =>
  plan.refusals.map(({ exitCode, message }) => [exitCode, message]);

describe('a raid1 pool', () => {
  it('grows by what both disks have', () => {
    expect(grown(resizePlan({ size: by(82 * EXTENT) }, pool([82, 82], raid1)))).toBe(82);
  });

  it('that the group has too little for twice is refused with what is short', () => {
    const plan = resizePlan({ size: by(83 * EXTENT) }, pool([82, 82], raid1));
    expect(refusals(plan)).toEqual([[23, 'volume group docker is 8 MiB (2 extents) short']]);
    expect(plan.refusals[0]?.why).toContain('for the data (raid1 on 2 disks)');
    expect(plan.refusals[0]?.fix.join()).toContain('--size 10052M is the most that certainly fits');
  });

  it('that has room on one disk alone is refused, and nothing is suggested that would not fit', () => {
    const plan = resizePlan({ size: by(EXTENT) }, pool([0, 100], raid1));
    expect(refusals(plan)).toEqual([
      [23, 'volume group docker has its free space on too few disks'],
    ]);
    expect(plan.refusals[0]?.fix.join()).not.toContain('--size');
  });

  it('on three disks is refused where it depends on LVM', () => {
    const plan = resizePlan({ size: by(60 * EXTENT) }, pool([50, 30, 200], raid1));
    expect(refusals(plan)).toEqual([
      [20, 'it is unknown whether LVM finds the space in volume group docker'],
    ]);
  });

  it('takes all that two new disks have, and one only beside room that is there', () => {
    expect(grown(resizePlan({}, pool([0, 0], raid1), [xvdh, xvdi]))).toBe(DISK);
    expect(grown(resizePlan({}, pool([0, 40], raid1), [xvdh]))).toBe(40);
    expect(refusals(resizePlan({}, pool([0, 0], raid1), [xvdh]))).toEqual([
      [20, '/dev/xvdh would give the pool no more room'],
    ]);
  });

  it('keeps room for an extension on both disks', () => {
    const plan = resizePlan({ pvresize: false, keepStep: true }, pool([0, 0], raid1), [xvdh, xvdi]);
    const data = DATA + Number(grown(plan));
    const step = Math.ceil(data * 0.25);
    expect(data - DATA + step).toBeLessThanOrEqual(DISK);
    expect(data - DATA + step).toBeGreaterThan(DISK - 30);
  });

  it('whose metadata is linear leaves that the room it may take', () => {
    const request = { metadataSize: by(5 * EXTENT), size: by(77 * EXTENT) };
    expect(resizePlan(request, pool([82, 92], raid1)).refusals).toMatchObject([{ exitCode: 20 }]);
    const less = { ...request, size: by(72 * EXTENT) };
    expect(grown(resizePlan(less, pool([82, 92], raid1)))).toBe(72);
  });
});

describe('a striped pool', () => {
  it('grows by whole rows', () => {
    expect(grown(resizePlan({ size: by(3 * EXTENT) }, pool([2, 2], striped)))).toBe(4);
    expect(refusals(resizePlan({ size: by(3 * EXTENT) }, pool([2, 1], striped)))).toEqual([
      [23, 'volume group docker is 4 MiB (1 extents) short'],
    ]);
  });

  it('is told the largest size for certain', () => {
    const [refusal] = resizePlan({ size: to(100 * GIB) }, pool([40, 500], striped)).refusals;
    const size = `${String((DATA + 80) * 4)}M`;
    expect(refusal?.fix.join()).toContain(`--size ${size} is the most that certainly fits`);
  });
});

describe('a pool that LVM extends by rules of its own', () => {
  it.each([
    ['contiguous', {}, 'contiguous', /policy is contiguous/],
    ['of several types', { segmentType: 'other' as const }, 'normal', /neither linear/],
  ])('(%s) is refused with the reason and what to do by hand', (_, changes, policy, why) => {
    for (const asked of [{ size: by(EXTENT) }, { add: ['/dev/xvdh'] }]) {
      const disks = 'add' in asked ? [xvdh] : [];
      const [refusal] = resizePlan(asked, pool([100], changes, policy), disks).refusals;
      expect([refusal?.code, refusal?.exitCode]).toEqual(['DM032', 20]);
      expect(refusal?.why).toMatch(why);
      expect(refusal?.fix.join()).toContain('lvextend -l +EXTENTS docker/thinpool');
    }
  });

  it('has nothing to do where it has the size', () => {
    const plan = resizePlan({ size: to(DATA * EXTENT) }, pool([9], {}, 'contiguous'));
    expect([plan.steps, plan.refusals]).toEqual([[], []]);
  });
});
