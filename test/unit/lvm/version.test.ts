import { describe, expect, it } from 'vitest';
import {
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
