import { describe, expect, test } from 'vitest';
import { wantsColour } from '../../../src/run/colour.ts';
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

describe('colour', () => {
  const terminal = { isTTY: true, env: { TERM: 'xterm' } };
  const pipe = { isTTY: false, env: {} };

  test('is for terminals', () => {
    expect(wantsColour('auto', terminal)).toBe(true);
    expect(wantsColour('auto', pipe)).toBe(false);
    expect(wantsColour('auto', { isTTY: true, env: { TERM: 'dumb' } })).toBe(false);
  });

  test('is off on a terminal with NO_COLOR, unless that is empty', () => {
    expect(wantsColour('auto', { isTTY: true, env: { NO_COLOR: '1' } })).toBe(false);
    expect(wantsColour('auto', { isTTY: true, env: { NO_COLOR: '' } })).toBe(true);
  });

  test('is on in a pipe with FORCE_COLOR, unless that says no', () => {
    expect(wantsColour('auto', { isTTY: false, env: { FORCE_COLOR: '1' } })).toBe(true);
    expect(wantsColour('auto', { isTTY: true, env: { FORCE_COLOR: '0' } })).toBe(false);
  });

  test('follows the flag before all else', () => {
    expect(wantsColour('always', { isTTY: false, env: { NO_COLOR: '1' } })).toBe(true);
    expect(wantsColour('never', { isTTY: true, env: { FORCE_COLOR: '1' } })).toBe(false);
  });
});
