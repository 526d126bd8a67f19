import { describe, expect, test } from 'vitest';
import { DEFAULT_PLACING, dataStart, extentsOn, placingIn } from '../../../src/lvm/placing.ts';
import { readConfig } from '../../../src/lvm/settings.ts';
import { bytes, GIB, KIB, MIB } from '../../../src/model/units.ts';

describe('the extents of a disk', () => {
  test('are what LVM counts on a 10 GiB disk: 2559 of 4 MiB, the first MiB being its own', () => {
    expect(extentsOn(bytes(10 * GIB), bytes(0))).toBe(2559);
  });

  test('start at the next multiple of a large optimal I/O size', () => {
    expect(extentsOn(bytes(10 * GIB), bytes(16 * MIB))).toBe((10 * 1024 - 16) / 4);
  });

  test('are none on a disk smaller than the label', () => {
    expect(extentsOn(bytes(MIB - 1), bytes(0))).toBe(0);
  });
});

/** Lines of lvmconfig; what LVM made of them was read with pvs -o pe_start in the lab. */
const placed = (...lines: readonly string[]) =>
  placingIn(readConfig(lines.map((line) => `${line}\n`).join('')));

describe('the start of the data', () => {
  test('is at 1 MiB with the settings that LVM has by itself', () => {
    expect(placed()).toEqual(DEFAULT_PLACING);
    expect(dataStart(bytes(0))).toBe(MIB);
  });

  test.each([
    [['data_alignment=3072', 'pvmetadatasize=20480'], 0, 12 * MIB],
    [['data_alignment=64'], 0, MIB],
    [['pvmetadatasize=20480'], 0, 11 * MIB],
    [['pvmetadatasize=255', 'data_alignment=64'], 0, 192 * KIB],
    [['default_data_alignment=8'], 0, 8 * MIB],
    [['default_data_alignment=0'], 0, MIB],
    [[], 192 * KIB, 1152 * KIB],
    [['data_alignment_detection=0'], 192 * KIB, MIB],
    [['data_alignment=4096'], 192 * KIB, 4 * MIB],
  ])('with %j on a disk with optimal I/O of %i bytes is at %i', (lines, optimalIo, start) => {
    expect(dataStart(bytes(optimalIo), placed(...lines))).toBe(start);
  });
});
