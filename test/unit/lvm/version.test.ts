import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  parseLvmVersion,
  parseThinCheckVersion,
  parseWipefsVersion,
} from '../../../src/lvm/version.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { outcomeOf, outcomesOf } from '../../helpers/recorded-outcomes.ts';

describe('versions of the tools', () => {
  it.each([
    ['lvm version', parseLvmVersion, '2.03.16'],
    ['thin_check --version', parseThinCheckVersion, '0.9.0'],
    ['wipefs --version', parseWipefsVersion, '2.38.1'],
  ])('reads %s', (call, parse, expected) => {
    expect(parse(outcomeOf('bookworm-blank', call).stdout)).toBe(expected);
    for (const { outcome } of outcomesOf(call)) {
      expect(parse(outcome.stdout)).toMatch(/^\d+(\.\d+)+$/);
    }
  });

  it('reads the longer line of thin_check 1', () => {
    expect(parseThinCheckVersion('thin_check 1.1.0\n')).toBe('1.1.0');
  });

  it.each([parseLvmVersion, parseThinCheckVersion, parseWipefsVersion])(
    'refuses what is no version',
    (parse) => {
      expect(() => parse('command not found')).toThrow(ParseError);
      expect(() => parse('')).toThrow(ParseError);
    },
  );
});

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
