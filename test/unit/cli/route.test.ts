import { describe, expect, test } from 'vitest';
import { routeOf } from '../../../src/cli/route.ts';

const IDS = ['explain', 'help', 'setup:direct-lvm', 'verify'];

describe('the route of a command line', () => {
  test('leads to the command with the longest name that fits, and its own words', () => {
    expect(routeOf(IDS, ['setup', 'direct-lvm', '/dev/xvdf', '--json'])).toEqual({
      kind: 'command',
      id: 'setup:direct-lvm',
      argv: ['/dev/xvdf', '--json'],
    });
  });

  test('without words leads to help', () => {
    expect(routeOf(IDS, [])).toEqual({ kind: 'help', words: [] });
  });

  test.each([
    [['--help'], []],
    [['verify', '--help'], ['verify']],
    [['help'], []],
    [['help', 'verify', '--json'], ['verify']],
    [['setup', '-h'], ['setup']],
    [
      ['setup', 'direct-lvm', '/dev/xvdf', '-h'],
      ['setup', 'direct-lvm', '/dev/xvdf'],
    ],
  ])('of %j leads to the help of %j', (argv, words) => {
    expect(routeOf(IDS, argv)).toEqual({ kind: 'help', words });
  });

  test('takes --help behind -- for a word of the command', () => {
    expect(routeOf(IDS, ['explain', '--', '--help'])).toMatchObject({ kind: 'command' });
  });

  test('that ends in the middle of a name is unfinished', () => {
    expect(routeOf(IDS, ['setup', '--json'])).toEqual({
      kind: 'unfinished',
      words: 'setup',
      next: ['direct-lvm'],
    });
  });

  test('that names no command offers those that look like it', () => {
    expect(routeOf(IDS, ['verfy'])).toEqual({
      kind: 'unknown',
      words: 'verfy',
      nearest: ['verify'],
    });
    expect(routeOf(IDS, ['setup', 'direct-lv', '/dev/xvdf'])).toEqual({
      kind: 'unknown',
      words: 'setup direct-lv',
      nearest: ['setup direct-lvm'],
    });
  });

  test('that names a command like no other offers none', () => {
    expect(routeOf(IDS, ['foo'])).toEqual({ kind: 'unknown', words: 'foo', nearest: [] });
  });

  test('that asks for the version and more leads to it', () => {
    expect(routeOf(IDS, ['--version', '--json'])).toEqual({ kind: 'version' });
  });

  test('that begins with a flag says so', () => {
    expect(routeOf(IDS, ['--json', 'verify'])).toEqual({ kind: 'flag-first', flag: '--json' });
  });
});
