import { expect, test } from 'vitest';
import type { Failure } from '../../../src/model/errors.ts';
import type { Answer } from '../../../src/views/answer.ts';
import { envelope } from '../../../src/views/envelope.ts';

const answer = (change: Partial<Answer> = {}): Answer => ({
  command: 'setup direct-lvm',
  changed: true,
  exitCode: 0,
  runId: '7f3a1c',
  data: { mode: 'direct-lvm' },
  warnings: [],
  failures: [],
  text: () => '',
  ...change,
});

const failure: Failure = {
  code: 'DM050',
  exitCode: 30,
  message: 'a step failed',
  why: 'no room',
  fix: ['mend it'],
  state: 'all put back',
};

const parsed = (a: Answer): unknown => JSON.parse(envelope(a));

test('an answer is one document with the schema of its command', () => {
  expect(parsed(answer())).toEqual({
    schema: { command: 'setup direct-lvm', version: 1 },
    ok: true,
    changed: true,
    exitCode: 0,
    runId: '7f3a1c',
    data: { mode: 'direct-lvm' },
    warnings: [],
    error: null,
  });
});

test('an error has all its fields, null where there is nothing', () => {
  const cause = { argv: ['vgcreate', 'docker'], exitCode: 5, stderr: 'no' };
  expect(parsed(answer({ exitCode: 30, failures: [{ ...failure, cause }] }))).toMatchObject({
    ok: false,
    error: { code: 'DM050', why: 'no room', fix: ['mend it'], log: null, cause },
  });
});

test('further reasons stand beside the first', () => {
  const failures = [failure, { ...failure, code: 'DM020' as const }];
  expect(parsed(answer({ exitCode: 30, failures }))).toMatchObject({
    error: { code: 'DM050' },
    furtherErrors: [{ code: 'DM020' }],
  });
});

test('a dry run that found something to do is ok', () => {
  expect(parsed(answer({ exitCode: 10 }))).toMatchObject({ ok: true, exitCode: 10 });
});

test('checks that found problems are not ok, though nothing went wrong', () => {
  expect(parsed(answer({ exitCode: 11 }))).toMatchObject({ ok: false, error: null });
});

test('a warning gives its remedies as lines of one text', () => {
  const warning = {
    code: 'DM204',
    message: 'no step fits',
    why: 'too little',
    fix: ['a', 'b'],
    exitCode: 0,
  } as const;
  expect(parsed(answer({ warnings: [warning] }))).toMatchObject({
    warnings: [{ code: 'DM204', message: 'no step fits', why: 'too little', fix: 'a\nb' }],
  });
});
