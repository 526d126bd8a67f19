import { describe, expect, it } from 'vitest';
import { toldStartError } from '../../../src/model/start-error.ts';

const words = 'failed to start daemon: no pool';

describe('the error of a daemon that did not start', () => {
  it('given words that nobody knows, stands alone', () => {
    expect(toldStartError({ words, known: null })).toEqual({ headline: words, fix: [] });
  });

  it('given known words, has their meaning, the way out and the code', () => {
    const known = { note: 'the pool is gone', code: 'DM240', fix: ['bring it back'] } as const;

    expect(toldStartError({ words, known })).toEqual({
      headline: `${words} (the pool is gone)`,
      fix: ['bring it back', 'see dmctl explain DM240'],
    });
  });

  it.each([null, 'DM100'] as const)('given the code %s, names none', (code) => {
    const known = { note: 'it crashed', code, fix: [] };

    expect(toldStartError({ words, known }).fix).toEqual([]);
  });
});
