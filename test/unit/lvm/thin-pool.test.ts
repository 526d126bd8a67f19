import fc from '../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import {
  MAX_CHUNK,
  MAX_METADATA,
  maxDataBytes,
  metadataFor,
  MIN_CHUNK,
  MIN_METADATA,
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
    expect(maxDataBytes(bytes(512 * KIB)) / TIB).toBe(126.5);
  });

  it('leave the metadata within its limits, and enough for the data up to them', () => {
    fc.assert(
      fc.property(chunk, fc.integer({ min: 1, max: 100 * TIB }), (size, data) => {
        const metadata = metadataFor(bytes(data), size);

        expect(metadata).toBeGreaterThanOrEqual(MIN_METADATA);
        expect(metadata).toBeLessThanOrEqual(MAX_METADATA);
        if (data <= maxDataBytes(size)) {
          expect(metadata / 64).toBeGreaterThanOrEqual(data / size);
        }
      }),
    );
  });
});
