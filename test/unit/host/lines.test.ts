import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { linesOf } from '../../../src/host/lines.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function all<T>(from: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const one of from) found.push(one);
  return found;
}

async function* pieces(...texts: readonly (string | Buffer)[]): AsyncGenerator<Buffer, void> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text as string));
}

const textsOf = async (...texts: readonly (string | Buffer)[]): Promise<readonly string[]> =>
  (await all(linesOf(pieces(...texts)))).map(({ text }) => text);

describe('lines', () => {
  it('are whole however they come in pieces', async () => {
    const text = 'one\n\nzwölf\nfour\n';
    const bytes = [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
    expect(await textsOf(text)).toEqual(['one', '', 'zwölf', 'four']);
    expect(await textsOf(...bytes)).toEqual(['one', '', 'zwölf', 'four']);
  });

  it('end with a line end: what was cut off is none', async () => {
    expect(await textsOf('whole\ncut o')).toEqual(['whole']);
    expect(await textsOf('')).toEqual([]);
  });

  it('may hold bytes that are no UTF-8', async () => {
    expect(await textsOf(Buffer.from([0x61, 0xff, 0x0a]))).toEqual(['a\u{fffd}']);
  });

  it('of more than a MiB lose their text, not their size', async () => {
    const long = Array.from({ length: 20 }, () => 'x'.repeat(100_000));
    const lines = await all(linesOf(pieces('a\n', ...long, '\nb\n')));
    expect(lines).toEqual([
      { text: 'a', size: 2 },
      { text: '', size: 2_000_001 },
      { text: 'b', size: 2 },
    ]);
  });
});

describe('the lines of a file', () => {
  it('say where the next one begins, and are read from there on', async () => {
    const path = join(await temporaryFolder(), 'log');
    const host = createHost();
    await writeFile(path, 'one\nzwölf\ncut');
    expect(await all(host.fileLines(path, 0))).toEqual([
      { text: 'one', end: 4 },
      { text: 'zwölf', end: 11 },
    ]);
    await appendFile(path, ' off\n');
    expect(await all(host.fileLines(path, 11))).toEqual([{ text: 'cut off', end: 19 }]);
    expect(await all(host.fileLines(path, 19))).toEqual([]);
    expect(await all(host.fileLines(path, 500))).toEqual([]);
  });

  it('are none where there is no file, or no regular one', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'folder'));
    const host = createHost();
    expect(await all(host.fileLines(join(folder, 'none'), 0))).toEqual([]);
    expect(await all(host.fileLines(join(folder, 'folder'), 0))).toEqual([]);
    expect(await all(host.fileLines('/dev/zero', 0))).toEqual([]);
  });

  it('of more than one block are all of them', async () => {
    const path = join(await temporaryFolder(), 'log');
    await writeFile(
      path,
      Array.from({ length: 100_000 }, (_, i) => `line ${String(i)}\n`).join(''),
    );
    const lines = await all(createHost().fileLines(path, 0));
    expect(lines).toHaveLength(100_000);
    expect(lines.at(-1)?.text).toBe('line 99999');
  });
});
