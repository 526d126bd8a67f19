import { expect, test } from 'vitest';
import { parseFtype } from '../../../src/lvm/xfs-info.ts';

const info = (naming: string): string =>
  [
    'meta-data=/dev/vda1              isize=512    agcount=4, agsize=655360 blks',
    `naming   =version 2              bsize=4096   ascii-ci=0${naming}`,
    'log      =internal log           bsize=4096   blocks=2560, version=2',
  ].join('\n');

test.each([
  [', ftype=1', true],
  [' ftype=1', true],
  [', ftype=0', false],
  ['', false],
])('xfs_info with "ascii-ci=0%s" is read as ftype %s', (naming, wanted) => {
  expect(parseFtype(info(naming))).toBe(wanted);
});

test('another answer is an error', () => {
  expect(() => parseFtype('xfs_info: / is not a mounted XFS filesystem')).toThrow('naming');
});
