import { describe, expect, it } from 'vitest';
import fc from '../../helpers/fast-check.ts';
import {
  baseSizeText,
  isFileSystem,
  readBaseSize,
  tooSmallFor,
} from '../../../src/containerd/base-size.ts';
import { bytes, GIB, MIB } from '../../../src/model/units.ts';

describe('readBaseSize', () => {
  it.each([
    ['10GB', 10 * GIB],
    ['10 GB', 10 * GIB],
    ['10g', 10 * GIB],
    ['10GiB', 10 * GIB],
    ['10gib', 10 * GIB],
    ['1.5GB', 1.5 * GIB],
    ['512MB', 512 * MIB],
    ['512m', 512 * MIB],
    ['1P', 1024 ** 5],
    ['4096', 4096],
    ['4096b', 4096],
    ['4096 B', 4096],
    ['0.3k', 307],
  ])('takes %j for %i bytes, as go-units does', (text, size) => {
    expect(readBaseSize(text)).toEqual({ ok: true, value: size });
  });

  it.each([
    ['', 'must be a size'],
    ['10 apples', 'must be a size'],
    ['-1GB', 'must be a size'],
    ['10  GB', 'must be a size'],
    [' 10GB', 'must be a size'],
    ['10GBB', 'must be a size'],
    ['10iB', 'must be a size'],
    ['10EB', 'must be a size'],
    ['1e3', 'must be a size'],
    ['1.5.2GB', 'must be a size'],
    ['1_000', 'must be a size'],
    ['NaN', 'must be a size'],
    ['10.GB', 'must be a size'],
    ['0', 'must be at least'],
    ['0GB', 'must be at least'],
    ['0.1', 'must be at least'],
    ['9999999P', 'more than any disk'],
  ])('refuses %j', (text, reason) => {
    const size = readBaseSize(text);

    expect(size.ok ? size.value : size.why).toContain(reason);
  });
});

describe('baseSizeText', () => {
  it.each([
    [10 * GIB, '10GiB'],
    [1.5 * GIB, '1536MiB'],
    [1024 ** 4, '1TiB'],
    [4096, '4KiB'],
    [1000, '1000'],
  ])('writes %i bytes as %s', (size, text) => {
    expect(baseSizeText(bytes(size))).toBe(text);
  });

  it('writes every size so that it is read back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 50 }),
        fc.constantFrom(1, 1024, MIB),
        (n, unit) => {
          const size = bytes(Math.min(n * unit, 2 ** 52));

          expect(readBaseSize(baseSizeText(size))).toEqual({ ok: true, value: size });
        },
      ),
    );
  });
});

describe('a file system', () => {
  it('is one that the plugin makes', () => {
    expect(['ext4', 'xfs', 'ext2', 'btrfs', ''].map(isFileSystem)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('of kind xfs has at least 300 MiB', () => {
    expect(tooSmallFor('xfs', bytes(100 * MIB))).toBe(
      'an xfs file system has at least 300 MiB, and this is 100 MiB',
    );
    expect(tooSmallFor('xfs', bytes(300 * MIB))).toBeNull();
    expect(tooSmallFor('ext4', bytes(100 * MIB))).toBeNull();
  });
});
