import { describe, expect, test } from 'vitest';
import { fits, roomIn, sureFor, wayOf, wholeRows, type Way } from '../../../src/pool/free-space.ts';
import { bytes, extents } from '../../../src/model/units.ts';
import { group, linear, lvm } from '../../helpers/facts.ts';

const [disk] = lvm.pvs;
if (disk === undefined) throw new Error('no disk');

/** The group with disks that have so many free extents each. */
const withFree = (...free: readonly number[]) => ({
  ...lvm,
  pvs: free.map((count) => ({ ...disk, free: bytes(count * group.extentSize) })),
});

const groupWith = (freeExtents: number, more = {}) => ({
  ...group,
  freeExtents: extents(freeExtents),
  ...more,
});

const room = (...free: readonly number[]) => ({
  all: extents(free.reduce((sum, one) => sum + one, 0)),
  disks: free.map(extents),
});

const data = linear('thinpool_tdata', 4194304, true);
const raid1 = { ...data, segmentType: 'raid1', areas: 2 } as const;
const striped = { ...data, segmentType: 'striped', areas: 2 } as const;

function way(volume: Parameters<typeof wayOf>[1], policy = 'normal', disks = 2): Way {
  const found = wayOf({ ...group, allocation: policy }, volume, disks);
  if (!found.known) throw new Error(found.why);
  return found.value;
}

describe('the room of a group', () => {
  test('is what its disks have, and what new ones bring', () => {
    expect(roomIn(withFree(3, 100), groupWith(103), [extents(7)])).toEqual({
      known: true,
      value: { all: 110, disks: [3, 100, 7] },
    });
  });

  test('is without the disks that LVM takes nothing from', () => {
    const { pvs } = withFree(3, 100);
    const closed = { ...lvm, pvs: pvs.map((pv, at) => ({ ...pv, allocatable: at === 0 })) };

    expect(roomIn(closed, groupWith(103))).toMatchObject({ value: { all: 3, disks: [3] } });
  });

  test('is not by disk where a plan has taken from the group already', () => {
    expect(roomIn(withFree(100), groupWith(90))).toMatchObject({ value: { all: 90, disks: null } });
  });

  test('is unknown while a disk is missing: LVM changes nothing', () => {
    expect(roomIn(lvm, groupWith(78, { missingPvs: 1 })).known).toBe(false);
  });
});

describe('an extension', () => {
  test.each([
    ['a linear volume takes every extent', data, 103, [3, 100], true],
    ['a linear volume takes no more', data, 104, [3, 100], false],
    // lab: "Insufficient free space: 206 extents needed, but only 164 available"
    ['raid1 takes twice as many', raid1, 103, [82, 82], false],
    ['raid1 takes what the smaller disk has', raid1, 82, [82, 82], true],
    ['raid1 takes what two of three disks have', raid1, 50, [50, 30, 200], true],
    ['raid1 takes no more than all disks have in pairs', raid1, 81, [50, 30, 200], false],
    // lab: "Insufficient suitable allocatable extents"
    ['stripes take nothing of one disk', striped, 1, [0, 1023], false],
    ['stripes take whole rows', striped, 199, [100, 100], true],
    ['stripes take no half row', striped, 3, [2, 1], false],
  ])('%s', (_, volume, by, free, verdict) => {
    expect(fits(room(...free), [{ way: way(volume), by }])).toEqual({
      known: true,
      value: verdict,
    });
  });

  test.each([
    [
      'which disks LVM takes for raid1',
      raid1,
      'normal',
      2,
      [50, 30, 200],
      60,
      /certainly finds 50/,
    ],
    ['what contiguous allocation finds', data, 'contiguous', 1, [100], 1, /policy is contiguous/],
    ['what cling finds on two disks', data, 'cling', 2, [100, 0], 1, /policy is cling/],
    ['where raid1 goes with anywhere', raid1, 'anywhere', 2, [100, 0], 1, /policy is anywhere/],
  ])('is of an unknown outcome where %s decides', (_, volume, policy, disks, free, by, why) => {
    const found = fits(room(...free), [{ way: way(volume, policy, disks), by }]);
    expect(found.known ? null : found.why).toMatch(why);
  });

  test('with any policy certainly fails without the extents, and cling takes all of one disk', () => {
    expect(fits(room(5), [{ way: way(data, 'contiguous'), by: 6 }])).toMatchObject({
      value: false,
    });
    expect(fits(room(5), [{ way: way(data, 'cling', 1), by: 5 }])).toMatchObject({ value: true });
  });

  test('of raid1 where the disks are not known is of an unknown outcome', () => {
    const blind = { all: extents(100), disks: null };
    expect(fits(blind, [{ way: way(raid1), by: 1 }]).known).toBe(false);
    expect(fits(blind, [{ way: way(data), by: 100 }])).toMatchObject({ value: true });
  });

  test('comes after those before it', () => {
    const [one, two] = [way(data), way(raid1)];
    const both = (by: number) =>
      fits(room(10, 10), [
        { way: two, by },
        { way: one, by: 4 },
      ]);
    expect(both(8)).toMatchObject({ value: true });
    expect(both(9)).toMatchObject({ value: false });
    // The linear one may take all four from the same disk.
    const after = (by: number) =>
      fits(room(10, 10), [
        { way: one, by: 4 },
        { way: two, by },
      ]);
    expect(after(6)).toMatchObject({ value: true });
    expect(after(7).known).toBe(false);
  });

  test('of stripes is rounded up to whole rows', () => {
    expect(wholeRows({ way: way(striped), by: 3 })).toBe(4);
    expect(wholeRows({ way: way(raid1), by: 3 })).toBe(3);
  });

  test('of which nothing is certain under a policy has 0 extents for certain', () => {
    expect(sureFor(room(10, 20), way(striped))).toBe(20);
    expect(sureFor(room(10, 20), way(data, 'contiguous'))).toBe(0);
  });
});

describe('the way in which LVM extends a volume', () => {
  test('is unknown for other types, and without the volume', () => {
    expect(wayOf(group, { ...data, segmentType: 'other' }, 1).known).toBe(false);
    expect(wayOf(group, null, 1).known).toBe(false);
  });

  test("goes by the volume's own policy, else by the group's", () => {
    expect(way({ ...data, allocation: 'normal' }, 'contiguous').takesAny).toBe(true);
    expect(way({ ...data, allocation: 'cling' }, 'normal').takesAny).toBe(false);
  });
});
