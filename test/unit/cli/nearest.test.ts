import fc from '../../helpers/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { nearest } from '../../../src/cli/nearest.ts';

describe('the nearest words', () => {
  test.each([
    ['siez', ['size', 'sizes'], ['size']],
    ['logz', ['logs', 'logo', 'pool'], ['logs', 'logo']],
    ['VERFY', ['resize', 'verify'], ['verify']],
    ['chunksize', ['chunk-size', 'data-size'], ['chunk-size']],
    [
      'autoextend-treshhold',
      ['autoextend-threshold', 'autoextend-percent'],
      ['autoextend-threshold'],
    ],
  ])('to %s among %j are %j', (word, known, near) => {
    expect(nearest(word, known)).toEqual(near);
  });

  test.each([
    ['vg', ['vf', 'pool']],
    ['log', ['lap']],
    ['crash', ['check']],
    ['resume', ['resize']],
    ['frobnicate', ['rollback', 'explain']],
  ])('do not include a far-fetched one: nothing for %s among %j', (word, known) => {
    expect(nearest(word, known)).toEqual([]);
  });

  test('to a word that is known are that word alone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1 }), (known) => {
        const word = known[0] ?? '';
        expect(nearest(word, known)).toEqual([word]);
      }),
    );
  });
});
