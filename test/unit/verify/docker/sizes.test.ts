import fc from '../../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../../../src/model/known.ts';
import { parseDecimalSize, roundsTo } from '../../../../src/docker/info.ts';
import { bytes, GIB } from '../../../../src/model/units.ts';
import {
  host,
  loopHost,
  withDocker,
  withDockerDown,
  withPoolInfo,
  withStatus,
  withVolume,
} from '../../../helpers/changed-facts.ts';
import { judges } from '../../../helpers/check-of.ts';
import { healthy, thinpool } from '../../../helpers/facts.ts';

const dead = { thinPools: unknown('dmsetup failed') };

describe('the size of the data', () => {
  judges('data-size-agrees', [
    ['is one', healthy, 'ok', /kernel 10.2 GB \(9.496 GiB\), LVM .*, docker info 10.2 GB/],
    ['is one on loop files', loopHost, 'ok', /kernel 107.4 GB \(100 GiB\), docker info/],
    [
      'is another for Docker',
      host(withPoolInfo({ dataTotal: bytes(10.1e9) })),
      'failed',
      /10.1 GB/,
    ],
    [
      'is larger for LVM: a resize was cut off',
      host(withVolume({ size: bytes(thinpool.size + 4194304) })),
      'failed',
      /LVM 10.2 GB/,
    ],
    ['is told without Docker', host(withDockerDown('inactive')), 'ok', /Docker is stopped/],
    ['is not told by Docker', host(withPoolInfo({ dataTotal: null })), 'unknown', /does not show/],
    ['is not known of Docker', host(withDocker({ info: unknown('hangs') })), 'unknown', /hangs/],
    ['is not known of the kernel', host(dead), 'unknown', /dmsetup/],
    ['is not known of LVM', host({ lvm: unknown('lvm failed') }), 'unknown', /./],
  ]);
});

describe('the size of the metadata', () => {
  const largest = withVolume({ metadataSize: bytes(16 * GIB) });
  const capped = withStatus({ metadataBlocks: 4161600, metadataUsedBlocks: 1 });
  judges('metadata-size-agrees', [
    ['is one', healthy, 'ok', /kernel 104.9 MB \(100 MiB\)/],
    [
      'is cut by the kernel at 15.9 GiB',
      host(largest, capped, withDockerDown('inactive')),
      'ok',
      /LVM 17.18 GB/,
    ],
    [
      'is larger for LVM: a resize was cut off',
      host(withVolume({ metadataSize: bytes(2 * 104857600) })),
      'failed',
      /LVM 209.7 MB/,
    ],
    ['is not known', host(dead), 'unknown', /dmsetup/],
  ]);
});

describe("Docker's four digits", () => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

  /** go-units, HumanSize: "%.4g" and the largest unit below 1000. */
  function printed(size: number): string {
    let [value, unit] = [size, 0];
    while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
    return `${String(Number(value.toPrecision(4)))}${units[unit] ?? ''}`;
  }

  it('stand for every size that is printed so', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 14 }), (size) => {
        expect(roundsTo(bytes(size), parseDecimalSize(printed(size)))).toBe(true);
      }),
    );
  });

  it('stand for no size that is a whole digit away', () => {
    expect(roundsTo(bytes(10_196_353_024), bytes(10_200_000_000))).toBe(true);
    expect(roundsTo(bytes(10_196_353_024), bytes(10_190_000_000))).toBe(false);
    expect(roundsTo(bytes(10_196_353_024), bytes(10_210_000_000))).toBe(false);
  });
});
