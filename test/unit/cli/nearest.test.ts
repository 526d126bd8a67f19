import fc from '../../helpers/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { nearest } from '../../../src/cli/nearest.ts';

const COMMANDS = ['explain', 'logs', 'resize', 'resume', 'setup direct-lvm', 'setup loop-lvm'];

describe('the nearest words', () => {
  test.each([
    ['a letter is missing', 'resze', ['resize']],
    ['a letter is too many', 'explainn', ['explain']],
    ['a letter is another one', 'setup-loop-lvm', ['setup loop-lvm']],
    ['two letters are swapped', 'expalin', ['explain']],
    ['the case is another one', 'Logs', ['logs']],
    ['it is the beginning of one', 'setup direct', ['setup direct-lvm']],
    ['it is the beginning of several', 'res', ['resize', 'resume']],
  ])('are found where %s', (_, word, expected) => {
    expect(nearest(word, COMMANDS)).toEqual(expected);
  });

  test('are in order of how little they differ', () => {
    expect(nearest('resise', ['resume', 'resits', 'resize'])).toEqual([
      'resize',
      'resits',
      'resume',
    ]);
  });

  test('are at most three', () => {
    expect(nearest('abc', ['abd', 'abe', 'abf', 'abg'])).toEqual(['abd', 'abe', 'abf']);
  });

  test.each(['foo', 'ls', 'l', 'grow', 'restart', ''])(
    'are none for %j, which is like none',
    (word) => {
      expect(nearest(word, COMMANDS)).toEqual([]);
    },
  );

  test('include a word that is known, first', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1 }), (known) => {
        const word = known[0] ?? '';
        return nearest(word, known)[0] === word;
      }),
    );
  });
});
