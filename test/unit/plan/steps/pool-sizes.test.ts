import { describe, expect, test } from 'vitest';
import { largestData, neededMetadata } from '../../../../src/lvm/thin-pool.ts';
import { largestMetadata } from '../../../../src/plan/steps/pool-sizes.ts';
import { bytes, GIB, KIB, MIB, TIB } from '../../../../src/model/units.ts';

describe('what a pool can grow to', () => {
  test('given LVM, the metadata ends at 15.81 GiB, given the kernel alone at 15.875', () => {
    expect(largestMetadata('lvm') / GIB).toBeCloseTo(15.8125, 4);
    expect(largestMetadata('kernel') / GIB).toBeCloseTo(15.8752, 4);
  });

  test('given chunks of 64 KiB and all the metadata there can be, 15.88 TiB', () => {
    const largest = largestData(largestMetadata('kernel'), bytes(64 * KIB));
    expect((largest / TIB).toFixed(2)).toBe('15.88');
    expect(largest % (64 * KIB)).toBe(0);
  });

  test('given chunks so large that the bytes would not be counted exactly, what still is', () => {
    const largest = largestData(largestMetadata('kernel'), bytes(GIB));
    expect(Number.isSafeInteger(largest)).toBe(true);
    expect(largest % GIB).toBe(0);
  });

  test('given 200 GiB in chunks of 64 KiB, 200 MiB of metadata, and that maps just so much', () => {
    const needed = neededMetadata(bytes(200 * GIB), bytes(64 * KIB));
    expect(needed).toBe(200 * MIB);
    expect(largestData(needed, bytes(64 * KIB))).toBe(200 * GIB);
  });

  test('given data that ends within a chunk, metadata for the whole chunk', () => {
    expect(neededMetadata(bytes(64 * KIB + 1), bytes(64 * KIB))).toBe(128);
  });
});
