import fc from '../../helpers/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { nearest } from '../../../src/cli/nearest.ts';

describe('the nearest words', () => {
  test('stand in order of how little they differ, whatever the case', () => {
    expect(nearest('dm021', ['DM020', 'DM021', 'DM999'], 2)).toEqual(['DM021', 'DM020']);
  });

  test('are at most three', () => {
    expect(nearest('a', ['b', 'c', 'd', 'e'], 1)).toEqual(['b', 'c', 'd']);
  });

  test('include a word that is known, first', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1 }), (known) => {
        const word = known[0] ?? '';
        return nearest(word, known, 2)[0] === word;
      }),
    );
  });
});
