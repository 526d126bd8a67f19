import { beforeAll, describe, expect, test } from 'vitest';
import { buildDmctl, dmctl } from '../../helpers/built-dmctl.ts';

beforeAll(buildDmctl, 120_000);

describe('--timings', () => {
  const timings = (stdout: string): unknown =>
    (JSON.parse(stdout) as { readonly data: { readonly timings?: unknown } }).data.timings;

  test('puts a table on standard error, below the answer and below an error', () => {
    const { stdout, stderr } = dmctl(['explain', 'DM020', '--timings']);
    expect(stdout).toBe(dmctl(['explain', 'DM020']).stdout);
    expect(stderr).toMatch(/^\nat ms {2}took ms\n(.*\n)*.* total\n$/);
    const refused = dmctl(['explain', 'DM999', '--timings']);
    expect(refused.stderr).toMatch(/^error DM002: (.*\n)*\nat ms {2}took ms\n/);
  });

  test('is in the one document with --json, and absent without the flag', () => {
    const { stdout, stderr } = dmctl(['explain', 'DM020', '--timings', '--json']);
    expect(stderr).toBe('');
    const ms = expect.any(Number) as unknown;
    const times = { totalMs: ms, startMs: ms, nodeMs: ms };
    expect(timings(stdout)).toEqual({ ...times, steps: [], children: [] });
    expect(timings(dmctl(['explain', 'DM020', '--json']).stdout)).toBeUndefined();
  });
});
