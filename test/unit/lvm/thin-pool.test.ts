import fc from '../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import {
  largestData,
  MAX_CHUNK,
  MAX_METADATA,
  MIN_CHUNK,
  MIN_METADATA,
  neededMetadata,
} from '../../../src/lvm/thin-pool.ts';
import { bytes, GIB, KIB, TIB } from '../../../src/model/units.ts';

const chunk = fc.integer({ min: 1, max: MAX_CHUNK / MIN_CHUNK }).map((n) => bytes(n * MIN_CHUNK));

describe("a thin pool's limits", () => {
  it('are those of LVM', () => {
    expect(MIN_METADATA).toBe(2 * 1024 ** 2);
    expect((MAX_METADATA / GIB).toFixed(2)).toBe('15.81');
    expect(MAX_METADATA % (4 * 1024 ** 2)).toBe(0);
  });

  it('give 126.50 TiB with chunks of 512 KiB, as lvconvert 2.03.11 says', () => {
    expect(largestData(MAX_METADATA, bytes(512 * KIB)) / TIB).toBe(126.5);
  });

  it('need just so much metadata that it maps the data', () => {
    fc.assert(
      fc.property(chunk, fc.integer({ min: 1, max: 100 * TIB }), (size, data) => {
        const metadata = neededMetadata(bytes(data), size);

        expect(largestData(metadata, size)).toBeGreaterThanOrEqual(data);
        expect(largestData(bytes(metadata - 1), size)).toBeLessThan(data);
      }),
    );
  });
});
