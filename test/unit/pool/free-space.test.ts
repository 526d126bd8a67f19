import { describe, expect, test } from 'vitest';
import { freeSpaceFor } from '../../../src/pool/free-space.ts';
import { bytes, extents } from '../../../src/model/units.ts';
import { group, linear, lvm } from '../../helpers/facts.ts';

const [disk] = lvm.pvs;
if (disk === undefined) throw new Error('no disk');

/** The group with disks that have so many free extents each. */
const withFree = (...free: readonly number[]) => ({
  ...lvm,
  pvs: free.map((count) => ({ ...disk, free: bytes(count * group.extentSize) })),
});

const groupWith = (freeExtents: number) => ({ ...group, freeExtents: extents(freeExtents) });

const data = linear('thinpool_tdata', 4194304, true);
const raid1 = { ...data, segmentType: 'raid1', areas: 2 } as const;
const striped = { ...data, segmentType: 'striped', areas: 2 } as const;

describe('the room for a part of the pool', () => {
  test('is all of the group for a linear volume', () => {
    expect(freeSpaceFor(withFree(3, 100), groupWith(103), data)).toEqual({
      known: true,
      value: { sure: 103, most: 103 },
    });
  });

  test('is without the disks that LVM takes nothing from', () => {
    const { pvs } = withFree(3, 100);
    const closed = { ...lvm, pvs: pvs.map((pv, at) => ({ ...pv, allocatable: at === 0 })) };

    expect(freeSpaceFor(closed, groupWith(103), data)).toMatchObject({ value: { sure: 3 } });
  });

  test('is half of what two disks have for a raid1 volume, and surely what the smaller has', () => {
    expect(freeSpaceFor(withFree(82, 82), groupWith(164), raid1)).toMatchObject({
      value: { sure: 82, most: 82 },
    });
    expect(freeSpaceFor(withFree(10, 100), groupWith(110), raid1)).toMatchObject({
      value: { sure: 10, most: 55 },
    });
  });

  test('is nothing for certain for two stripes where one disk has all of it', () => {
    expect(freeSpaceFor(withFree(0, 1023), groupWith(1023), striped)).toMatchObject({
      value: { sure: 0, most: 1023 },
    });
  });

  test.each([
    [{ ...data, segmentType: 'other' } as const, group],
    [{ ...data, allocation: 'contiguous' }, group],
    [data, { ...group, allocation: 'cling' }],
    [null, group],
    // A plan's own extensions are taken off the group, not off its disks.
    [raid1, groupWith(90)],
  ])('is unknown where LVM goes by more than room', (volume, vg) => {
    expect(freeSpaceFor(withFree(100), vg, volume).known).toBe(false);
  });
});
