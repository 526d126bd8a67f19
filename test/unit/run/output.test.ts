import { describe, expect, test } from 'vitest';
import { outputOf } from '../../../src/run/output.ts';

describe('how things are shown', () => {
  test('is plain text in binary units unless something else is asked for', () => {
    expect(outputOf(['verify'])).toEqual({
      json: false,
      colour: 'auto',
      units: 'iec',
      quiet: false,
      verbose: false,
      timings: false,
    });
  });

  test('is read from flags in any of their forms', () => {
    const argv = ['verify', '--color=never', '--units', 'si', '-vq', '--json', '--timings'];
    expect(outputOf(argv)).toEqual({
      json: true,
      colour: 'never',
      units: 'si',
      quiet: true,
      verbose: true,
      timings: true,
    });
  });

  test('is read even where the command line has a mistake in it', () => {
    expect(outputOf(['verify', '--color', 'purple', '--nonsense', '--json'])).toMatchObject({
      json: true,
      colour: 'auto',
    });
  });

  test('is not touched by words behind --', () => {
    expect(outputOf(['explain', '--', '--json', '-q'])).toMatchObject({
      json: false,
      quiet: false,
    });
  });
});
