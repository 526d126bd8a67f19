import { describe, expect, it } from 'vitest';
import { lsblk } from '../../../src/lvm/lsblk.ts';
import { loopDevices } from '../../../src/lvm/losetup.ts';
import { isUnknownOption } from '../../../src/lvm/unknown-option.ts';
import { probeSignatures } from '../../../src/lvm/wipefs.ts';
import { recordedAnswer } from '../../helpers/recorded-util-linux.ts';

const refused = recordedAnswer('2.23.2', lsblk(['/dev/ubdb']));

describe('an option that a program does not know', () => {
  it('is told from the words of util-linux 2.23.2 and 2.30.2', () => {
    const wipefs = probeSignatures(['/dev/ubdb']);

    expect(isUnknownOption(refused, '-J')).toBe(true);
    expect(isUnknownOption(recordedAnswer('2.23.2', loopDevices()), '--json')).toBe(true);
    expect(isUnknownOption(recordedAnswer('2.23.2', wipefs), '--json')).toBe(true);
    expect(
      isUnknownOption(recordedAnswer('2.30.2', probeSignatures(['/dev/xvdf'])), '--json'),
    ).toBe(true);
  });

  it('is told from the words of an older C library, whatever path the program was called by', () => {
    const stderr = "/usr/bin/losetup: unrecognized option `--json'\n";

    expect(isUnknownOption({ ...refused, stderr }, '--json')).toBe(true);
  });

  it.each([
    ['the program succeeds', { exitCode: 0 }],
    ['it is killed', { exitCode: null, signal: 'SIGKILL' }],
    ['it has answered all the same', { stdout: 'NAME="/dev/ubdb"\n' }],
    ['it fails without a word', { stderr: '' }],
    ['it complains of something else', { stderr: 'lsblk: /dev/nosuch: not a block device\n' }],
    ['it does not know another option', { stderr: "lsblk: invalid option -- 'b'\n" }],
    ['it says so later only', { stderr: `lsblk: cannot open\n${refused.stderr}` }],
  ])('is not assumed where %s', (_, change) => {
    expect(isUnknownOption({ ...refused, ...change }, '-J')).toBe(false);
  });
});
