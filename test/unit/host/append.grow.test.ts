import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import type { FileIdentity } from '../../../src/model/host.ts';
import { bytes, MIB } from '../../../src/model/units.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const host = createHost();

async function fileOf(path: string): Promise<FileIdentity> {
  const found = await host.stat(path);
  if (found === null) throw new Error(`${path} is not there`);
  return { path, inode: found.inode, fileSystem: found.device };
}

describe('growing a file', () => {
  test('makes it larger, keeps what is in it, and takes no room for the rest', async () => {
    const path = join(await temporaryFolder(), 'data');
    await writeFile(path, 'whole');
    await host.growFile(await fileOf(path), bytes(64 * MIB));
    expect((await stat(path)).size).toBe(64 * MIB);
    expect((await readFile(path)).subarray(0, 6).toString()).toBe('whole\0');
    expect((await host.stat(path))?.allocated).toBeLessThan(MIB);
  });

  test('leaves a file of that size as it is', async () => {
    const path = join(await temporaryFolder(), 'same');
    await writeFile(path, 'whole');
    await host.growFile(await fileOf(path), bytes(5));
    expect(await readFile(path, 'utf8')).toBe('whole');
  });

  test('never cuts: a file that is larger is an error and stays whole', async () => {
    const path = join(await temporaryFolder(), 'larger');
    await writeFile(path, 'whole');
    const grown = host.growFile(await fileOf(path), bytes(4));
    await expect(grown).rejects.toMatchObject({ kind: 'changed' });
    expect(await readFile(path, 'utf8')).toBe('whole');
  });

  test('does not touch another file, nor one behind a link', async () => {
    const folder = await temporaryFolder();
    const [path, link] = [join(folder, 'one'), join(folder, 'link')];
    await writeFile(path, 'whole');
    await symlink(path, link);
    const file = await fileOf(path);
    const other = { ...file, inode: file.inode + 1 };
    await expect(host.growFile(other, bytes(9))).rejects.toMatchObject({ kind: 'changed' });
    await expect(host.growFile({ ...file, path: link }, bytes(9))).rejects.toThrow('ELOOP');
    expect(await readFile(path, 'utf8')).toBe('whole');
  });
});
