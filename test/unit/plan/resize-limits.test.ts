import { describe, expect, test } from 'vitest';
import {
  largestData,
  largestMetadata,
  limitRefusals,
  neededMetadata,
} from '../../../src/plan/resize-limits.ts';
import { bytes, GIB, KIB, MIB, TIB } from '../../../src/model/units.ts';

describe('what a pool can grow to', () => {
  test('given LVM, the metadata ends at 15.81 GiB, given the kernel alone at 15.875', () => {
    expect(largestMetadata('direct-lvm') / GIB).toBeCloseTo(15.8125, 4);
    expect(largestMetadata('loop-lvm') / GIB).toBeCloseTo(15.8752, 4);
  });

  test('given chunks of 64 KiB and all the metadata there can be, 15.88 TiB', () => {
    const largest = largestData(largestMetadata('loop-lvm'), bytes(64 * KIB));
    expect((largest / TIB).toFixed(2)).toBe('15.88');
    expect(largest % (64 * KIB)).toBe(0);
  });

  test('given chunks so large that the bytes would not be counted exactly, what still is', () => {
    const largest = largestData(largestMetadata('loop-lvm'), bytes(GIB));
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

describe('why a size cannot be', () => {
  const now = { data: bytes(100 * GIB), metadata: bytes(2 * GIB) };
  const chunk = bytes(64 * KIB);
  const refused = (wanted: Partial<typeof now>) =>
    limitRefusals('loop-lvm', chunk, { ...now, ...wanted }, now);

  test('given sizes within all limits, nothing', () => {
    expect(refused({ data: bytes(2 * TIB) })).toEqual([]);
    expect(refused({ metadata: largestMetadata('loop-lvm') })).toEqual([]);
  });

  test('given more metadata than the kernel uses, the cap and the option that fits', () => {
    const [notice] = refused({ metadata: bytes(16 * GIB) });
    expect(notice).toMatchObject({ code: 'DM033', exitCode: 20 });
    expect(notice?.why).toContain('15.88 GiB (17045913600 bytes)');
    expect(notice?.fix).toEqual(['--metadata-size 16256M at most']);
  });

  test('given more data than the chunks can address, that and not a metadata size', () => {
    const [notice, ...more] = refused({ data: bytes(16 * TIB), metadata: bytes(2 * GIB) });
    expect(notice).toMatchObject({ code: 'DM033', exitCode: 20 });
    expect(notice?.message).toBe('a pool of 64 KiB chunks cannot have 16 TiB');
    expect(more).toEqual([]);
  });

  test('given too little metadata for the data, how much it takes and the same command with it', () => {
    const [notice] = refused({ data: bytes(4 * TIB) });
    expect(notice).toMatchObject({ code: 'DM033', exitCode: 23 });
    expect(notice?.why).toContain('4 GiB (4294967296 bytes)');
    expect(notice?.fix).toEqual(['add --metadata-size 4096M to the same command']);
    expect(refused({ data: bytes(4 * TIB), metadata: bytes(4 * GIB) })).toEqual([]);
  });

  test('given a pool that had too little all along, growing its metadata alone is no fault', () => {
    const small = { data: bytes(4 * TIB), metadata: bytes(GIB) };
    const more = { ...small, metadata: bytes(2 * GIB) };
    expect(limitRefusals('loop-lvm', chunk, more, small)).toEqual([]);
  });
});
