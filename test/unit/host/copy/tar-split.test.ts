import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tarSplitDigest } from '../../../../src/host/copy/tar-split.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const raw = (content: Buffer): object => ({ type: 2, payload: content.toString('base64') });

/** A file of tar-split, as Docker writes it: names that are not UTF-8 in base64. */
const file = (name: string, size: number): object =>
  name.includes('\xff')
    ? { type: 1, name_raw: Buffer.from(name, 'latin1').toString('base64'), size }
    : { type: 1, name, size };

async function layer(parts: readonly object[]) {
  const folder = await temporaryFolder();
  const split = `${folder}/tar-split.json.gz`;
  const lines = parts.map((part, position) => `${JSON.stringify({ ...part, position })}\n`);
  await writeFile(split, gzipSync(lines.join('')));
  await mkdir(`${folder}/diff/dir`, { recursive: true });
  return { folder, split, diff: `${folder}/diff` };
}

describe('the tar of a layer', () => {
  it('is that of tar-split and the files together', async () => {
    const folder = await temporaryFolder();
    await mkdir(`${folder}/t/dir`, { recursive: true });
    await writeFile(`${folder}/t/dir/big`, Buffer.alloc(3_000_000, 'abc'));
    const tar = execFileSync('tar', ['-C', `${folder}/t`, '-cf', '-', 'dir'], { maxBuffer: 1e8 });
    const header = 1024;
    const parts = [
      raw(tar.subarray(0, header)),
      file('dir/big', 3_000_000),
      raw(tar.subarray(header + 3_000_000)),
    ];
    const { split } = await layer(parts);

    const digest = await tarSplitDigest(split, `${folder}/t`);

    expect(digest).toBe(`sha256:${createHash('sha256').update(tar).digest('hex')}`);
  });

  it.each(['dir/f', './dir/f', '/dir/f', 'dir//f', 'dir/\xff'])('has the file %j', async (name) => {
    const { split, diff } = await layer([file(name, 3), { type: 1, name: 'dir/' }]);
    await writeFile(Buffer.from(`${diff}/${name}`, 'latin1'), 'abc');

    expect(await tarSplitDigest(split, diff)).toBe(
      'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it.each([
    ['leaves the directory', '../diff/dir/f', /contains \.\./],
    ['leads over a link to a directory', 'link/f', /link is not a directory/],
    ['is a link itself', 'dir/link', /ELOOP/],
    ['is missing', 'dir/none', /ENOENT/],
    ['has another size', 'dir/short', /has 2 bytes; the layer has a file of 3 bytes/],
    ['is a directory', 'dir', /not a regular file/],
    ['is a fifo', 'dir/fifo', /not a regular file/],
  ])('is refused where a file %s', async (_, name, words) => {
    const { split, diff } = await layer([file(name, 3)]);
    await writeFile(`${diff}/dir/f`, 'abc');
    await writeFile(`${diff}/dir/short`, 'ab');
    await symlink('dir', `${diff}/link`);
    await symlink('f', `${diff}/dir/link`);
    execFileSync('mkfifo', [`${diff}/dir/fifo`]);

    await expect(tarSplitDigest(split, diff)).rejects.toThrow(words);
  });

  it.each([
    ['another type', { type: 3 }],
    ['no name', { type: 1, size: 3 }],
    ['a negative size', { type: 1, name: 'dir/f', size: -1 }],
    ['no base64', { type: 2, payload: '*' }],
  ])('is refused where a part has %s', async (_, part) => {
    const { split, diff } = await layer([part]);
    await expect(tarSplitDigest(split, diff)).rejects.toMatchObject({ kind: 'cannot-read' });
  });

  it('is refused when tar-split is cut off, or missing', async () => {
    const { folder, split, diff } = await layer([raw(Buffer.alloc(5000, 7))]);
    const whole = execFileSync('cat', [split]);
    await writeFile(split, whole.subarray(0, whole.length - 9));
    await expect(tarSplitDigest(split, diff)).rejects.toMatchObject({ kind: 'cannot-read' });
    await rm(split);
    await expect(tarSplitDigest(`${folder}/none`, diff)).rejects.toThrow(/ENOENT/);
  });
});
