import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/model/errors.ts';
import { compareVersions } from '../../../src/model/version.ts';

describe('compareVersions', () => {
  it.each([
    ['2.03.16', '2.03.11', 1],
    ['2.02.183', '2.03.02', -1],
    ['20.10.24', '20.10.24', 0],
    ['2.37', '2.37.0', 0],
    ['25.0.0-beta.1', '25', 0],
    ['1.10', '1.9', 1],
  ])('of %s and %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
  });

  it('refuses what is no version', () => {
    expect(() => compareVersions('dev', '1.0')).toThrow(ParseError);
  });
});
