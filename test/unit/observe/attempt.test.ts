import { describe, expect, it } from 'vitest';
import { lsblk } from '../../../src/lvm/lsblk.ts';
import { mustSucceed } from '../../../src/observe/attempt.ts';
import { recordedAnswer } from '../../helpers/recorded-util-linux.ts';

const refused = recordedAnswer('2.23.2', lsblk(['/dev/ubdb']));

describe('a program that failed', () => {
  it('is quoted without its usage text', () => {
    expect(refused.stderr.split('\n').length).toBeGreaterThan(50);
    expect(() => mustSucceed(lsblk([]), refused)).toThrow(
      /^lsblk -J exited with 1: lsblk: invalid option -- 'J'$/,
    );
  });

  it('is quoted with the beginning and the end of many lines', () => {
    const stderr = Array.from({ length: 30 }, (_, n) => `line ${String(n)}`).join('\n');

    expect(() => mustSucceed(lsblk([]), { ...refused, stderr })).toThrow(
      /line 0\nline 1\nline 2\nline 3\n\.\.\.\nline 26\nline 27\nline 28\nline 29$/,
    );
  });

  it('is quoted whole where that is short', () => {
    const stderr = '  WARNING: a\n  WARNING: b\n  Cannot process volume group docker\n';

    expect(() => mustSucceed(lsblk([]), { ...refused, stderr })).toThrow(
      /WARNING: a\n {2}WARNING: b\n {2}Cannot process volume group docker$/,
    );
  });
});
