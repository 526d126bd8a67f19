import { readdir, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const host = createHost();

describe('a link', () => {
  it('is created once, and left alone if it already exists', async () => {
    const folder = await temporaryFolder();
    const [path, target] = [join(folder, 'link'), join(folder, 'unit')];

    await host.makeLink(path, target);
    await host.makeLink(path, target);

    expect(await readlink(path)).toBe(target);
  });

  it('is not made over anything else', async () => {
    const folder = await temporaryFolder();
    const target = join(folder, 'unit');
    await writeFile(join(folder, 'file'), 'x');
    await symlink('/elsewhere', join(folder, 'other'));

    for (const name of ['file', 'other']) {
      const made = host.makeLink(join(folder, name), target);
      await expect(made).rejects.toMatchObject({ kind: 'changed' });
    }
  });

  it('is removed, relative or not, even if its target no longer exists', async () => {
    const folder = await temporaryFolder();
    const target = join(folder, 'unit');
    await symlink('unit', join(folder, 'relative'));
    await symlink(target, join(folder, 'full'));

    for (const name of ['relative', 'full', 'gone'])
      await host.removeLink(join(folder, name), target);

    expect(await readdir(folder)).toEqual([]);
  });

  it('that leads elsewhere stays, and so does a file', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), 'x');
    await symlink('/elsewhere', join(folder, 'other'));

    for (const name of ['file', 'other']) {
      const removed = host.removeLink(join(folder, name), join(folder, 'unit'));
      await expect(removed).rejects.toMatchObject({ kind: 'changed' });
    }
    expect(await readdir(folder)).toEqual(['file', 'other']);
  });
});
