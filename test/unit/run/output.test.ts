import { describe, expect, test } from 'vitest';
import { outputOf } from '../../../src/run/output.ts';

describe('the form of the answer', () => {
  test('is plain text in binary units by default', () => {
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

  test('is read even from an invalid command line', () => {
    expect(outputOf(['verify', '--color', 'purple', '--nonsense', '--json'])).toMatchObject({
      json: true,
      colour: 'auto',
    });
  });

  test('does not depend on words after --', () => {
    expect(outputOf(['explain', '--', '--json', '-q'])).toMatchObject({
      json: false,
      quiet: false,
    });
  });
});
