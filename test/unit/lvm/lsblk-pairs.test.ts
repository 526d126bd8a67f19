import { describe, expect, it } from 'vitest';
import { lsblkPairs, parseLsblkPairs } from '../../../src/lvm/lsblk-pairs.ts';
import { lsblk, parseLsblk, type BlockDevice } from '../../../src/lvm/lsblk.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { DISKS, POOL, recordedAnswer } from '../../helpers/recorded-util-linux.ts';

const pairsOf = (disk: string, note?: string): string =>
  recordedAnswer('2.23.2', lsblkPairs([disk]), note).stdout;

const jsonOf = (disk: string, note?: string): string =>
  recordedAnswer('2.38.1', lsblk([disk]), note).stdout;

/** The older lsblk takes devices as the kernel lists them, the newer one sorts them. */
const sorted = (devices: readonly BlockDevice[]): readonly BlockDevice[] =>
  devices
    .map((device) => ({ ...device, children: sorted(device.children) }))
    .toSorted((a, b) => a.kernelPath.localeCompare(b.kernelPath, 'en'));

const [GPT, POOL_DISK] = [pairsOf('/dev/ubdf'), pairsOf('/dev/ubdb', POOL)];
const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');

describe('pairs of util-linux 2.23.2', () => {
  it.each(Object.entries(DISKS))('give the tree that 2.38.1 prints of %s', (_, disk) => {
    expect(sorted(parseLsblkPairs(pairsOf(disk)))).toEqual(sorted(parseLsblk(jsonOf(disk))));
  });

  it('give the tree of a pool, which stands on two devices of one disk', () => {
    const tree = sorted(parseLsblkPairs(POOL_DISK));

    expect(tree).toEqual(sorted(parseLsblk(jsonOf('/dev/ubdb', POOL))));
    expect(tree[0]?.children.map(({ children }) => children.length)).toEqual([1, 1]);
  });

  it('give a partition that was named itself, whose disk is not listed', () => {
    const partition = linesOf(GPT)[1] ?? '';

    expect(parseLsblkPairs(`${partition}\n`)).toMatchObject([{ path: '/dev/ubdf2', type: 'part' }]);
  });

  it('give text with quotes, backslashes and other letters', () => {
    const text = GPT.replace('MODEL=""', String.raw`MODEL="a \x22b\x22 \x5c \xc3\xa9 "`);

    expect(parseLsblkPairs(text)[0]?.model).toBe(String.raw`a "b" \ é`);
  });

  it('give kernel names with a slash, which sysfs writes as an exclamation mark', () => {
    const [disk] = parseLsblkPairs(GPT.replaceAll('ubdf', 'cciss!c0d0'));

    expect([disk?.path, disk?.kernelPath]).toEqual(['/dev/cciss/c0d0', '/dev/cciss/c0d0']);
    expect(disk?.children[0]?.kernelPath).toBe('/dev/cciss/c0d02');
    const volume = POOL_DISK.replaceAll('mapper/docker-thinpool', 'mapper/docker!pool');
    expect(parseLsblkPairs(volume)[0]?.children[0]?.path).toBe('/dev/mapper/docker!pool_tdata');
  });
});

describe('what is not such a tree', () => {
  const [disk = '', data = '', pool = ''] = linesOf(POOL_DISK);

  it.each([
    ['nothing at all', ''],
    ['a line without its end', GPT.slice(0, -1)],
    ['a device on top of one that is not listed', `${disk}\n${pool}\n`],
    ['a volume without its disk', `${data}\n`],
    ['a column less', GPT.replaceAll(/ PKNAME="[^"]*"/g, '')],
    ['columns in another order', GPT.replaceAll(/(RO="0") (RM="0")/g, '$2 $1')],
    ['a size that is no number', GPT.replace(/SIZE="\d+"/, 'SIZE="10G"')],
    ['a device without a size', GPT.replace(/SIZE="\d+"/, 'SIZE=""')],
    ['a device without a name', GPT.replace('NAME="/dev/ubdf"', 'NAME=""')],
    ['a backslash that begins nothing', GPT.replace('MODEL=""', String.raw`MODEL="\n"`)],
    ['an empty line', `${GPT}\n`],
    ['a notice', `WARNING: not all is well\n${GPT}`],
  ])('is refused: %s', (_, text) => {
    expect(text).not.toBe(GPT);
    expect(() => parseLsblkPairs(text)).toThrow(ParseError);
  });
});
