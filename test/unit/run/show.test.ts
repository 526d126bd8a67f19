import { describe, expect, test } from 'vitest';
import { wantsColour } from '../../../src/run/show.ts';

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

  test('is on in a pipe with FORCE_COLOR, unless that is 0', () => {
    expect(wantsColour('auto', { isTTY: false, env: { FORCE_COLOR: '1' } })).toBe(true);
    expect(wantsColour('auto', { isTTY: true, env: { FORCE_COLOR: '0' } })).toBe(false);
  });

  test('follows the flag above all', () => {
    expect(wantsColour('always', { isTTY: false, env: { NO_COLOR: '1' } })).toBe(true);
    expect(wantsColour('never', { isTTY: true, env: { FORCE_COLOR: '1' } })).toBe(false);
  });
});
