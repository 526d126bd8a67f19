import fc from '../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import {
  canServe,
  extendsItself,
  fullExtension,
  largestWithExtension,
  metadataThreshold,
  nextExtension,
  withSpare,
} from '../../../src/profiles/extension.ts';
import { bytes, extents, MIB } from '../../../src/model/units.ts';

/** Data of the documented layout on 10 GiB: 95% of 2559 extents; 78 are free. */
const DATA = extents(2431);
const FREE = extents(78);

const step = (usedPercent: number, threshold: number, percent: number): number =>
  nextExtension({ sizeExtents: DATA, usedPercent, threshold, percent });

const settings = fc.record({
  threshold: fc.integer({ min: 1, max: 99 }),
  percent: fc.integer({ min: 1, max: 200 }),
});
const size = fc.integer({ min: 1, max: 1_000_000 }).map(extents);

describe('nextExtension', () => {
  // Each asked of lvm2 itself: lvextend --use-policies, "N extents needed, but only 78 available".
  it.each([
    [85.36, 80, 3, 171],
    [85.36, 80, 20, 487],
    [85.36, 70, 1, 535],
    [85.36, 80, 1, 171],
    [85.36, 51, 1, 1654],
    [85.36, 30, 1, 1727],
    [95.41, 80, 20, 487],
    [85.73, 80, 3, 195],
  ])('at %d%% used, threshold %d, percent %d is what LVM asks for: %d', (used, at, by, needed) => {
    expect(step(used, at, by)).toBe(needed);
  });

  it('is the configured percentage, rounded up, until the threshold is passed by more', () => {
    expect(step(10, 80, 20)).toBe(487);
    expect(step(80, 80, 20)).toBe(487);
  });

  it('is nothing where auto-extension is off', () => {
    expect(step(99, 100, 20)).toBe(0);
    expect(step(99, 80, 0)).toBe(0);
    expect(extendsItself({ threshold: 100, percent: 20 })).toBe(false);
    expect(extendsItself({ threshold: 80, percent: 20 })).toBe(true);
  });

  it('gets the use below the threshold again, or at it', () => {
    fc.assert(
      fc.property(settings, size, fc.integer({ min: 0, max: 100 }), (policy, sizeExtents, used) => {
        const added = nextExtension({ ...policy, sizeExtents, usedPercent: used });
        const after = (used * sizeExtents) / (sizeExtents + added);

        expect(after).toBeLessThanOrEqual(Math.max(policy.threshold, 50) + 1e-6);
      }),
    );
  });

  it('never asks for more than for a full volume', () => {
    fc.assert(
      fc.property(settings, size, fc.integer({ min: 0, max: 100 }), (policy, sizeExtents, used) => {
        expect(nextExtension({ ...policy, sizeExtents, usedPercent: used })).toBeLessThanOrEqual(
          fullExtension({ ...policy, sizeExtents }),
        );
      }),
    );
  });
});

describe('fullExtension', () => {
  it('is 25 percent at threshold 80', () => {
    expect(fullExtension({ sizeExtents: DATA, threshold: 80, percent: 20 })).toBe(608);
  });
});

describe('canServe', () => {
  it('is no for the documented layout on one disk, whatever the percentage', () => {
    expect(canServe(extents(step(85.73, 80, 20)), FREE)).toBe(false);
    expect(canServe(extents(step(85.73, 80, 3)), FREE)).toBe(false);
  });

  it('is no where there is no step at all', () => {
    expect(canServe(extents(0), FREE)).toBe(false);
  });

  it('is yes to the last extent', () => {
    expect(canServe(FREE, FREE)).toBe(true);
  });
});

describe('largestWithExtension', () => {
  it('leaves room for its own full step, and one extent more would not', () => {
    fc.assert(
      fc.property(settings, size, (policy, available) => {
        const largest = largestWithExtension(available, policy);
        const need = (n: number) => n + fullExtension({ ...policy, sizeExtents: extents(n) });

        expect(need(largest)).toBeLessThanOrEqual(available);
        expect(need(largest + 1)).toBeGreaterThan(available);
      }),
    );
  });
});

describe('metadata', () => {
  it('has a lower threshold where it is small', () => {
    expect(metadataThreshold(80, bytes(100 * MIB))).toBe(80);
    expect(metadataThreshold(99, bytes(100 * MIB))).toBe(96);
    expect(metadataThreshold(80, bytes(4 * MIB))).toBe(75);
  });

  it('takes its spare along', () => {
    expect(withSpare(extents(5), extents(25), extents(25))).toBe(10);
    expect(withSpare(extents(5), extents(25), extents(0))).toBe(35);
    expect(withSpare(extents(5), extents(25), extents(100))).toBe(5);
  });
});
