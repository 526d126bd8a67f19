import { execFileSync } from 'node:child_process';
import { truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { TarEntry } from '../../../../src/host/copy/tar-entry.ts';
import { TarReader } from '../../../../src/host/copy/tar-reader.ts';
import { BLOCK } from '../../../../src/host/copy/tar-header.ts';
import { WholeBlocks } from '../../../../src/host/copy/whole-blocks.ts';
import { whiteoutEntry } from '../../../../src/host/copy/whiteouts.ts';
import { fillOddly } from '../../../helpers/odd-tree.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

/** What a listener heard: each entry with its content at its offsets, however it was cut. */
interface Heard {
  readonly entry: TarEntry;
  readonly content: Map<number, string>;
}

function readCut(archive: Buffer, cuts: readonly number[]): Heard[] {
  const heard: Heard[] = [];
  const reader = new TarReader({
    entry: (entry) => void heard.push({ entry, content: new Map() }),
    data: (offset, content) => {
      content.forEach((byte, at) => {
        // Only a part of large files, to keep the test fast.
        if ((offset + at) % 97 === 0) heard.at(-1)?.content.set(offset + at, String(byte));
      });
    },
    end: () => undefined,
  });
  const blocks = new WholeBlocks();
  let begin = 0;
  for (const end of [...cuts, archive.length]) {
    reader.push(blocks.add(archive.subarray(begin, end)));
    begin = end;
  }
  blocks.finish();
  reader.finish();
  return heard;
}

function archiveOf(folder: string): Buffer {
  const options = ['--format=posix', '--sparse', '--sort=name', '--numeric-owner', '-cf', '-', '.'];
  return execFileSync('tar', ['-C', folder, ...options], { maxBuffer: 1 << 26 });
}

/** All entries of one small folder. */
async function smallArchive(): Promise<Buffer> {
  const folder = await temporaryFolder();
  await writeFile(`${folder}/${'n'.repeat(200)}`, 'content');
  await writeFile(Buffer.from(`${folder}/\xff`, 'latin1'), 'x'.repeat(600));
  await writeFile(`${folder}/sparse`, '');
  await truncate(`${folder}/sparse`, 1_000_000);
  await writeFile(`${folder}/sparse`, 'end', { flag: 'a' });
  return archiveOf(folder);
}

describe('an archive', () => {
  it('reads the same wherever its two chunks meet', { timeout: 60_000 }, async () => {
    const archive = await smallArchive();
    const whole = readCut(archive, []);

    for (let at = 0; at < archive.length; at += 1) expect(readCut(archive, [at])).toEqual(whole);
    expect(whole).toHaveLength(4);
  });

  it.each([1, 3, 511, 512, 513, 10_000])('reads the same in chunks of %i bytes', async (size) => {
    const archive = await smallArchive();
    const cuts = Array.from({ length: Math.floor(archive.length / size) }, (_, n) => n * size);

    expect(readCut(archive, cuts)).toEqual(readCut(archive, []));
  });

  it('has the names, sizes and targets of odd files', async () => {
    const folder = await temporaryFolder();
    await fillOddly(folder);

    const all = new Map(readCut(archiveOf(folder), []).map(({ entry }) => [entry.name, entry]));

    expect(all.get('.')?.kind).toBe('directory');
    expect(all.get('./bad\xff\xfename')?.kind).toBe('file');
    expect(all.get('./new\nline')?.size).toBe(7);
    expect(all.get('./sparse')).toMatchObject({ isSparse: true, size: 9 * 1024 ** 3 + 3 });
    expect(all.get('./of 1970')?.mtime).toBe('0');
    expect(all.get('./long target')?.link).toBe(`${'t'.repeat(200)}/${'u'.repeat(200)}`);
    expect(all.get('./setuid')).toMatchObject({ kind: 'link', link: './dir/second name' });
    expect(all.get(`./${'n'.repeat(255)}`)?.size).toBe(7);
  });
});

describe('damage', () => {
  it('of any byte of a header is found', async () => {
    const archive = await smallArchive();
    // The blank behind the checksum has no meaning.
    for (let at = 0; at < BLOCK; at += at === 154 ? 2 : 1) {
      const damaged = Buffer.from(archive);
      damaged.writeUInt8((damaged[at] ?? 0) ^ 1, at);
      expect(() => readCut(damaged, [])).toThrow();
    }
  });

  it('that cuts the end off is found at every length', async () => {
    const archive = await smallArchive();
    const content = archive.length - 10_240;
    for (let blocks = 0; blocks * BLOCK < content; blocks += 1) {
      expect(() => readCut(archive.subarray(0, blocks * BLOCK), [])).toThrow();
    }
  });

  it('behind the end is found', async () => {
    const archive = await smallArchive();
    expect(() => readCut(Buffer.concat([archive, Buffer.alloc(BLOCK, 1)]), [])).toThrow(/zeros/);
  });

  it('is also an entry of a type that dmctl does not know', () => {
    const entry = Buffer.from(whiteoutEntry('./a'));
    entry.write('V', 156, 'latin1');
    expect(() => new TarReader(silent).push(entry)).toThrow(/checksum/);
  });
});

const silent = { entry: () => undefined, data: () => undefined, end: () => undefined };

describe('a whiteout', () => {
  it.each(['./short', `./${'long/'.repeat(80)}name`, './\xff\n'])(
    'of %j reads as it is',
    (path) => {
      const archive = Buffer.concat([whiteoutEntry(path), Buffer.alloc(2 * BLOCK)]);

      const [heard] = readCut(archive, []);

      expect(heard?.entry).toMatchObject({
        name: path,
        kind: 'character',
        device: '0:0',
        mode: 0,
        uid: 0,
        gid: 0,
        mtime: '0',
      });
    },
  );
});
