import { Errors } from '@oclif/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../src/run/failure.ts';
import { usageError } from '../../../src/run/usage.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { HostError } from '../../../src/model/host.ts';

describe('what an error means', () => {
  test('is its own failure where it brings one', () => {
    const error = usageError('no such size', ['dmctl help']);
    expect(failureOf(error, 'verify')).toBe(error.failure);
  });

  test('is a usage error, in words of one line, when oclif cannot read the command line', () => {
    const error = new Errors.CLIError(
      'Missing 1 required arg:\n  device  A blank disk\nSee more help with --help',
    );
    expect(failureOf(error, 'setup direct-lvm')).toMatchObject({
      code: 'DM002',
      exitCode: 2,
      message: 'Missing 1 required arg: device A blank disk',
      fix: ['dmctl setup direct-lvm --help lists what it takes'],
    });
  });

  test('is exit 5 when a program is missing', () => {
    const error = new HostError('missing-program', 'lvm', 'lvm was not found in any of /usr/sbin');
    expect(failureOf(error, 'verify')).toMatchObject({ code: 'DM004', exitCode: 5 });
  });

  test('is a refusal that quotes the text when the output of a tool is not understood', () => {
    const failure = failureOf(new ParseError('lvm fullreport', 'JSON', 'oops'), 'verify');
    expect(failure).toMatchObject({ code: 'DM007', exitCode: 20 });
    expect(failure.why).toContain('"oops"');
  });

  test.each([new TypeError('x is not a function'), 'thrown text', undefined])(
    'is a bug in dmctl, exit 1, for %s',
    (error) => {
      expect(failureOf(error, 'verify')).toMatchObject({ code: 'DM001', exitCode: 1 });
    },
  );
});
