import { describe, expect, it } from 'vitest';
import { explain, explainAll } from '../../../src/cli/explain.ts';
import { CODES } from '../../../src/model/codes/index.ts';
import { DmctlError } from '../../../src/model/errors.ts';

const LIST = 'dmctl explain  lists all codes';

function failureOf(typed: string) {
  try {
    explain(typed);
  } catch (error) {
    if (error instanceof DmctlError) return error.failure;
    throw error;
  }
  throw new Error(`${typed} was explained`);
}

describe('explain', () => {
  it.each(['DM020', 'dm020', 'dm20', 'DM20', '020', '20'])('takes %s for DM020', (typed) => {
    expect(explain(typed).data).toEqual({ code: 'DM020', ...CODES.DM020 });
  });

  it('without a code lists all of them, in order', () => {
    const { codes } = explainAll().data as { codes: readonly { code: string }[] };
    expect(codes.map(({ code }) => code)).toEqual(Object.keys(CODES).sort());
  });

  it.each([
    ['DM02O', ['DM020']],
    ['dmo20', ['DM020']],
    ['DM2l0', ['DM210']],
    ['MD020', ['DM020']],
    ['DM-020', ['DM020']],
    ['DM020:', ['DM020']],
    ['DM0204', ['DM204']],
    ['DM2040', ['DM204', 'DM240', 'DM040']],
    ['DM420', ['DM240']],
  ])('suggests for %s %j', (typed, meant) => {
    const guesses = meant.map((code) => `did you mean: dmctl explain ${code}`);
    expect(failureOf(typed).fix).toEqual([...guesses, LIST]);
  });

  it.each([
    'DM999',
    'DM019',
    'DM9999',
    'DM',
    '',
    'error',
    'oil',
    'exit20',
    'constructor',
    '__proto__',
  ])('guesses nothing for %j', (typed) => {
    expect(failureOf(typed)).toMatchObject({ code: 'DM002', exitCode: 2, fix: [LIST] });
  });

  it('tells a code that does not exist from text that is no code', () => {
    expect(failureOf('dm999').message).toBe('unknown code DM999');
    expect(failureOf('DM9999').message).toBe("invalid code 'DM9999'");
    expect(failureOf('DM9999').why).toBe('a code is DM and three digits, such as DM020');
  });
});
