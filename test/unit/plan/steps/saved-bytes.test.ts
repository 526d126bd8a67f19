import { describe, expect, test } from 'vitest';
import type { Signature } from '../../../../src/model/facts/device.ts';
import { known, unknown } from '../../../../src/model/known.ts';
import { bytes, GIB, KIB, MIB } from '../../../../src/model/units.ts';
import { savedRanges } from '../../../../src/plan/steps/saved-bytes.ts';
import { blankDisk } from '../../../helpers/blank-host.ts';

const at = (offset: number): Signature => ({
  ...{ device: '/dev/xvdf', type: 'crypto_LUKS', label: null, uuid: null },
  offset: bytes(offset),
});

const saved = (offsets: readonly number[]) =>
  savedRanges('xvdf', 'n', blankDisk('/dev/xvdf', { signatures: known(offsets.map(at)) }));

const LAST = 10 * GIB - MIB;
const ENDS = [
  { path: '/var/lib/dmctl/wiped/xvdf-n-0.bak', offset: 0, length: MIB },
  { path: `/var/lib/dmctl/wiped/xvdf-n-${String(LAST)}.bak`, offset: LAST, length: MIB },
];

describe('the bytes that are saved of a disk', () => {
  test('are its first and its last MiB, wherever in them the signatures are', () => {
    expect(saved([0x438, 0x1fe, LAST + 5])).toEqual(ENDS);
    expect(savedRanges('xvdf', 'n', blankDisk('/dev/xvdf', { signatures: unknown('') }))).toEqual(
      ENDS,
    );
  });

  test('are two blocks more for each signature in between', () => {
    const block = { offset: 4 * MIB, length: 8 * KIB };

    expect(saved([4 * MIB, 4 * MIB + 8, 0])).toEqual([
      ...ENDS,
      { path: '/var/lib/dmctl/wiped/xvdf-n-4194304.bak', ...block },
    ]);
    expect(saved([4 * MIB + 4095])).toMatchObject([{}, {}, block]);
  });
});
