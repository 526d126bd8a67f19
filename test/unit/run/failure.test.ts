import { describe, expect, test } from 'vitest';
import { failureOf, usageError } from '../../../src/run/failure.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { HostError } from '../../../src/model/host.ts';

describe('the meaning of an error', () => {
  test('is its own failure if it has one', () => {
    const error = usageError('no such size', ['dmctl help'], 'it is none');
    expect(failureOf(error)).toBe(error.failure);
  });

  test('is exit 5 when a program is missing', () => {
    const error = new HostError('missing-program', 'lvm', 'lvm was not found in any of /usr/sbin');
    expect(failureOf(error)).toMatchObject({ code: 'DM004', exitCode: 5 });
  });

  test('is a refusal that quotes the text if the output of a tool cannot be parsed', () => {
    const failure = failureOf(new ParseError('lvm fullreport', 'JSON', 'oops'));
    expect(failure).toMatchObject({ code: 'DM007', exitCode: 20 });
    expect(failure.why).toContain('"oops"');
  });

  test.each([new TypeError('x is not a function'), 'thrown text', undefined])(
    'is a bug in dmctl, exit 1, for %s',
    (error) => {
      expect(failureOf(error)).toMatchObject({ code: 'DM001', exitCode: 1 });
    },
  );
});
