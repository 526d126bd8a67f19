import { describe, expect, it } from 'vitest';
import { listSignatures, parseSignatureList } from '../../../src/lvm/wipefs-list.ts';
import { parseSignatures, probeSignatures } from '../../../src/lvm/wipefs.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { DISKS, POOL, recordedAnswer } from '../../helpers/recorded-util-linux.ts';

const listOf = (disk: string, note?: string) =>
  recordedAnswer('2.23.2', listSignatures(disk), note);

const { 'a GPT with two partitions': GPT, ...ALIKE } = DISKS;
const XFS = listOf('/dev/ubde');

/** JSON names a device by the last part of its path. */
const jsonOf = (disk: string) =>
  parseSignatures(recordedAnswer('2.38.1', probeSignatures([disk]))).map((signature) => ({
    ...signature,
    device: `/dev/${signature.device}`,
  }));

describe('the list of util-linux 2.23.2', () => {
  it.each(Object.entries(ALIKE))('shows what 2.38.1 shows of %s', (_, disk) => {
    expect(parseSignatureList(disk, listOf(disk))).toEqual(jsonOf(disk));
  });

  it('shows a GPT once, without its backup and its protective MBR', () => {
    expect(parseSignatureList(GPT, listOf(GPT))).toEqual(jsonOf(GPT).slice(0, 1));
    expect(jsonOf(GPT).map(({ type }) => type)).toEqual(['gpt', 'gpt', 'PMBR']);
  });

  it('shows the physical volume below a pool', () => {
    expect(parseSignatureList('/dev/ubdb', listOf('/dev/ubdb', POOL))).toMatchObject([
      { device: '/dev/ubdb', type: 'LVM2_member', offset: 0x218 },
    ]);
  });

  it('is read of util-linux 2.30.2 as well', () => {
    const [blank, xfs] = ['/dev/xvdf', '/dev/xvdg'].map((disk) =>
      parseSignatureList(disk, recordedAnswer('2.30.2', listSignatures(disk))),
    );

    expect(blank).toEqual([]);
    expect(xfs).toMatchObject([{ device: '/dev/xvdg', type: 'xfs', label: 'my xfs', offset: 0 }]);
  });

  it('has commas of a label encoded', () => {
    const stdout = XFS.stdout.replace(String.raw`my\x20xfs`, String.raw`a\x2cb\x5c`);

    expect(parseSignatureList('/dev/ubde', { ...XFS, stdout })[0]?.label).toBe('a,b\\');
  });
});

describe('what is not such a list', () => {
  it.each([
    ['a failure', { exitCode: 1 }],
    ['a program that was killed', { exitCode: null, signal: 'SIGKILL', stdout: '' }],
    ['a list without its heading, as newer ones print it', { stdout: XFS.stdout.slice(25) }],
    ['a heading alone', { stdout: '# offset,uuid,label,type\n' }],
    ['a line without its end', { stdout: XFS.stdout.slice(0, -1) }],
    ['a column more', { stdout: XFS.stdout.replace(',xfs', ',xfs,') }],
    ['a label with a plain blank', { stdout: XFS.stdout.replace(String.raw`\x20`, ' ') }],
    ['no type', { stdout: XFS.stdout.replace(/,xfs\n/, ',\n') }],
    ['an offset that is not in hexadecimal', { stdout: XFS.stdout.replace('0x0', '0') }],
    ['two lists', { stdout: XFS.stdout + XFS.stdout }],
    ['a blank line', { stdout: '\n' }],
  ])('is refused: %s', (_, change) => {
    expect(() => parseSignatureList('/dev/ubde', { ...XFS, ...change })).toThrow(ParseError);
  });

  it('is the failure of a device that does not exist', () => {
    const none = recordedAnswer('2.23.2', listSignatures('/dev/nosuch'));

    expect(() => parseSignatureList('/dev/nosuch', none)).toThrow(/No such file/);
  });
});
