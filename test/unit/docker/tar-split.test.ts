import { describe, expect, test } from 'vitest';
import { tarSplitTotals } from '../../../src/docker/tar-split.ts';

async function* linesOf(...lines: readonly string[]) {
  for (const line of lines) yield await Promise.resolve(line);
}

const entry = (size?: number) => JSON.stringify({ type: 1, name: 'f', size, position: 1 });

describe('the totals of a tar-split', () => {
  test('count entries, and their content in blocks of 4 KiB', async () => {
    const lines = linesOf(
      '{"type":2,"payload":"AAAA"}',
      entry(),
      entry(0),
      entry(1),
      entry(4097),
      '',
    );
    expect(await tarSplitTotals('tar-split', lines)).toEqual({ entries: 4, room: 3 * 4096 });
  });

  test('do not read raw headers, however long', async () => {
    expect(await tarSplitTotals('t', linesOf('{"type":2,"payload":'))).toEqual({
      entries: 0,
      room: 0,
    });
  });

  test.each(['no JSON', '[1]', '{"type":1,"size":"5"}'])('are unknown for %s', async (line) => {
    await expect(tarSplitTotals('t', linesOf(line))).rejects.toThrow('t');
  });
});
