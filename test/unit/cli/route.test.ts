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
      ['setup', 'direct-lvm'],
    ],
  ])('of %j leads to the help of %j', (argv, words) => {
    expect(routeOf(IDS, argv)).toEqual({ kind: 'help', words });
  });

  test('takes --help after -- as an argument of the command', () => {
    expect(routeOf(IDS, ['explain', '--', '--help'])).toMatchObject({ kind: 'command' });
  });

  test.each([
    [['setup', '--json'], 'setup'],
    [['setup', 'direct-lv', '/dev/xvdf'], 'setup direct-lv'],
    [['verfy', 'all'], 'verfy'],
    [['help', 'verfy'], 'verfy'],
    [['setup', 'direct-lv', '--help'], 'setup direct-lv'],
    [['--json', 'verify'], ''],
  ])('of %j leads to no command: %j', (argv, words) => {
    expect(routeOf(IDS, argv)).toEqual({ kind: 'nowhere', words });
  });

  test('with --version and more words leads to the version', () => {
    expect(routeOf(IDS, ['--version', '--json'])).toEqual({ kind: 'version' });
  });
});
