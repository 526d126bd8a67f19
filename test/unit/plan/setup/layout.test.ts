import fc from '../../../helpers/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { MIN_METADATA, neededMetadata } from '../../../../src/lvm/thin-pool.ts';
import { bytes, extents, GIB, KIB, MIB, TIB } from '../../../../src/model/units.ts';
import { extentsOn } from '../../../../src/lvm/placing.ts';
import { poolLayout } from '../../../../src/plan/setup/layout.ts';

const EXTENT_SIZE = 4 * MIB;

const documented = {
  dataPercent: 95,
  metadataPercent: 1,
  chunkSize: bytes(512 * KIB),
  autoextendThreshold: 80,
  autoextendPercent: 20,
  reserveStep: false,
};

describe('the documented layout', () => {
  test('on a 10 GiB disk leaves 78 extents free where a step takes 487, so it cannot extend', () => {
    const layout = poolLayout(extents(2559), documented);
    expect(layout).toMatchObject({
      data: 2431,
      metadata: 25,
      spare: 25,
      free: 78,
      dataExtension: 487,
    });
    expect(layout?.canExtend).toBe(false);
  });

  test('on two 100 GiB disks is the 255 extents of metadata that the documentation shows', () => {
    expect(poolLayout(extents(51198), documented)?.metadata).toBe(511);
    expect(poolLayout(extents(25599), documented)?.metadata).toBe(255);
  });

  test('keeps the metadata below what dm-thin can use, however large the disk', () => {
    const total = extentsOn(bytes(4 * TIB), bytes(0));
    const layout = poolLayout(total, documented);
    expect((layout?.metadata ?? 0) * EXTENT_SIZE).toBeLessThanOrEqual(15.9375 * GIB);
    expect((layout?.metadata ?? 0) * EXTENT_SIZE).toBeGreaterThan(15 * GIB);
  });
});

describe('shares that do not fit', () => {
  test('have no layout: 100% of data leave nothing for the metadata', () => {
    expect(poolLayout(extents(2559), { ...documented, dataPercent: 100 })).toBeNull();
  });

  test('have no layout on a disk of a few extents', () => {
    expect(poolLayout(extents(1), documented)).toBeNull();
  });
});

const percent = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

describe('a layout with a reserved step', () => {
  test('has room for the whole step of a full pool, and one extent more would not fit', () => {
    fc.assert(
      fc.property(
        percent(256, 400_000),
        percent(10, 100),
        percent(50, 99),
        percent(1, 100),
        (total, dataPercent, autoextendThreshold, autoextendPercent) => {
          const asked = { ...documented, dataPercent, autoextendThreshold, autoextendPercent };
          const layout = poolLayout(extents(total), { ...asked, reserveStep: true });
          fc.pre(layout !== null);
          expect(layout.canExtend).toBe(true);
          expect(layout.fullDataExtension + layout.fullMetadataExtension).toBeLessThanOrEqual(
            layout.free,
          );
          const most = Math.floor((total * dataPercent) / 100);
          const larger = layout.data + 1;
          const step = Math.max(autoextendPercent, Math.ceil(10_000 / autoextendThreshold) - 100);
          const neededByLarger =
            larger +
            2 * layout.metadata +
            Math.ceil((larger * step) / 100) +
            layout.fullMetadataExtension;
          expect(larger > most || neededByLarger > total).toBe(true);
        },
      ),
    );
  });
});

describe('any layout', () => {
  test('fits its volume group to the extent and has metadata for its data', () => {
    fc.assert(
      fc.property(
        percent(64, 4_000_000),
        percent(1, 100),
        fc.boolean(),
        (total, data, reserveStep) => {
          const layout = poolLayout(extents(total), {
            ...documented,
            dataPercent: data,
            reserveStep,
          });
          fc.pre(layout !== null);
          const used = layout.data + layout.metadata + layout.spare + layout.free;
          expect(used).toBe(total);
          const needed = neededMetadata(bytes(layout.data * EXTENT_SIZE), documented.chunkSize);
          expect(layout.metadata * EXTENT_SIZE).toBeGreaterThanOrEqual(
            Math.max(needed, MIN_METADATA),
          );
        },
      ),
    );
  });
});
