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
    expect(await tarSplitTotals('tar-split', lines)).toEqual({
      entries: 4,
      room: 3 * 4096,
      unfit: [],
    });
  });

  test('do not read raw headers, however long', async () => {
    expect(await tarSplitTotals('t', linesOf('{"type":2,"payload":'))).toEqual({
      entries: 0,
      room: 0,
      unfit: [],
    });
  });

  test.each([...['no JSON', '[1]', '{"type":1,"size":"5"}', '{"type":1,"size":5}'], '{"type":3}'])(
    'are unknown for %s',
    async (line) => {
      await expect(tarSplitTotals('t', linesOf(line))).rejects.toThrow('t');
    },
  );
});

/** The parts of a tar that GNU tar makes of one device node, with these attributes as Docker writes them. */
function node(major: number, minor: number, attribute = ''): readonly string[] {
  const header = Buffer.alloc(512);
  header.write('dev/x', 0);
  header.write('3', 156);
  header.write(`${major.toString(8).padStart(7, '0')}\0`, 329);
  header.write(`${minor.toString(8).padStart(7, '0')}\0`, 337);
  const before = Buffer.concat([Buffer.alloc(100), Buffer.from(attribute), header]);
  const raw = { type: 2, payload: before.toString('base64'), position: 0 };
  return [JSON.stringify(raw), JSON.stringify({ type: 1, name: 'dev/x', position: 1 })];
}

describe('an entry that overlay2 would take for something else', () => {
  const unfitIn = async (...parts: readonly string[]) =>
    (await tarSplitTotals('t', linesOf(...parts))).unfit;

  test('is a character device 0:0', async () => {
    expect(await unfitIn(...node(1, 3), ...node(0, 0))).toEqual([
      'dev/x is a character device 0:0, which overlay2 would take for a deleted file',
    ]);
  });

  test('has an attribute trusted.overlay.*', async () => {
    // Wherever in the base64 of the headers it stands.
    for (const before of ['', '.', '..']) {
      const record = `${before}34 SCHILY.xattr.trusted.overlay.opaque=y\n`;
      expect(await unfitIn(...node(1, 3, record))).toEqual([
        'dev/x has an attribute trusted.overlay.*, which overlay2 would take for its own',
      ]);
    }
    expect(await unfitIn(...node(1, 3, '30 SCHILY.xattr.trusted.own=overlay\n'))).toEqual([]);
  });

  test('is named up to three times, and never for the header of another one', async () => {
    const whiteouts = Array.from({ length: 5 }, () => node(0, 0)).flat();
    expect(await unfitIn(...whiteouts, entry(1))).toHaveLength(3);
    expect(await unfitIn(node(0, 0)[0] ?? '', '{"type":2,"payload":"AAAA"}', entry(1))).toEqual([]);
  });
});
