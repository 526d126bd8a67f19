import { describe, expect, it } from 'vitest';
import { extraSystemIds, parseSystemId, plainSystemId } from '../../../src/lvm/system-id.ts';
import { ParseError } from '../../../src/model/errors.ts';

describe('the system ID of a host', () => {
  it('is what LVM prints, or nothing', () => {
    expect(parseSystemId('  system ID: lab\n')).toBe('lab');
    expect(parseSystemId('  system ID: \n')).toBe('');
    expect(() => parseSystemId('')).toThrow(ParseError);
  });

  it.each(['lab', 'd3c71000000000000000000000000001', 'node-1.example_x', 'a'])(
    'is the name itself where LVM takes every character: %s',
    (name) => {
      expect(plainSystemId(name)).toBe(name);
    },
  );

  it.each(['', 'loc:al x', '-lab', '.lab', 'localhost', 'localhost.domain', 'é', 'a'.repeat(128)])(
    'is left to LVM where it would change or refuse the name: %j',
    (name) => {
      expect(plainSystemId(name)).toBeNull();
    },
  );

  it.each([
    ['local {\n\textra_system_ids = [ "a", "b" ]\n}\n', ['a', 'b']],
    ['local { extra_system_ids="a" }\n', ['a']],
    ['local {\n\t# extra_system_ids = [ "a" ]\n}\n', []],
    ['', []],
  ])('others may be used besides: %j', (text, ids) => {
    expect(extraSystemIds(text)).toEqual(ids);
  });
});
