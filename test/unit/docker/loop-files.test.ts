import { describe, expect, it } from 'vitest';
import { sizeOption, storageSize } from '../../../src/docker/loop-files.ts';
import { bytes, GIB, KIB, MIB } from '../../../src/model/units.ts';

describe('sizes of loop files', () => {
  it.each([
    [100 * GIB, '100G'],
    [1536 * MIB, '1536M'],
    [3 * 1024 * GIB, '3T'],
    [64 * KIB, '64K'],
    [1000, '1000'],
    [0, '0'],
  ])('%d is written as %s', (size, text) => {
    expect(storageSize(bytes(size))).toBe(text);
  });

  it.each([
    ['100G', 100 * GIB],
    ['100gb', 100 * GIB],
    ['1.5 GiB', 1.5 * GIB],
    ['65536', 64 * KIB],
    ['much', null],
  ])('%s is read as dockerd reads it', (text, size) => {
    expect(sizeOption([`dm.loopdatasize=${text}`], 'dm.loopdatasize')).toBe(size);
  });

  it('are the last of equal options', () => {
    const options = ['dm.loopdatasize=1G', 'DM.LoopDataSize = 2G', 'dm.basesize=9G'];
    expect(sizeOption(options, 'dm.loopdatasize')).toBe(2 * GIB);
    expect(sizeOption(options, 'dm.loopmetadatasize')).toBeNull();
  });
});
