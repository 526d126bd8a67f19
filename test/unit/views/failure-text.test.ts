import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/model/errors.ts';
import { failuresText } from '../../../src/views/failure-text.ts';
import { makeStyle } from '../../../src/views/style.ts';

const plain = makeStyle(false, 'iec');

const failure: Failure = {
  code: 'DM020',
  exitCode: 20,
  message: '/dev/xvdf carries an ext4 file system ("data")',
  why: 'setting up the pool would destroy it',
  fix: ['choose another device', 'add --wipe-signatures --confirm /dev/xvdf'],
  state: 'nothing was changed',
};

describe('an error shown to a person', () => {
  test('says what, why, how to fix it, the state and where the log is', () => {
    const log = '/var/log/dmctl/7f3a1c.log';
    expect(failuresText([{ ...failure, log }], plain)).toBe(
      [
        'error DM020: /dev/xvdf carries an ext4 file system ("data")',
        '  why:   setting up the pool would destroy it',
        '  fix:   choose another device',
        '         add --wipe-signatures --confirm /dev/xvdf',
        '  state: nothing was changed            log: /var/log/dmctl/7f3a1c.log',
        '',
      ].join('\n'),
    );
  });

  test('quotes the program that failed', () => {
    const cause = { argv: ['lvcreate', '-n', 'x'], exitCode: 5, stderr: '  no room\n' };
    const text = failuresText([{ ...failure, cause }], plain);
    expect(text).toContain('  tool:  lvcreate -n x (exit 5)\n         no room\n');
  });

  test('lists every reason, and the state once at the end', () => {
    const text = failuresText([failure, { ...failure, code: 'DM021' }], plain);
    expect(text.match(/^error /gm)).toHaveLength(2);
    expect(text.match(/state:/g)).toHaveLength(1);
    expect(text).toMatch(/state: nothing was changed\n$/);
  });
});
