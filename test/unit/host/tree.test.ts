import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const host = createHost();

describe('what a cut off write left', () => {
  it('goes, and what was to be written stays as it is', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'daemon.json'), '{}');
    await writeFile(join(folder, '.daemon.json.dmctl-new'), '{"sto');
    await mkdir(join(folder, '.docker.dmctl-new'));

    await host.removeLeftover(join(folder, 'daemon.json'));
    await host.removeLeftover(join(folder, 'docker'));

    expect(await readdir(folder)).toEqual(['daemon.json']);
  });

  it('goes from beside what a link leads to', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'real'));
    await writeFile(join(folder, 'real/file'), '');
    await writeFile(join(folder, 'real/.file.dmctl-new'), '');
    await symlink(join(folder, 'real/file'), join(folder, 'link'));

    await host.removeLeftover(join(folder, 'link'));

    expect(await readdir(join(folder, 'real'))).toEqual(['file']);
  });

  it('is a folder of that name only while it is empty', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, '.docker.dmctl-new/somebodys'), { recursive: true });

    await expect(host.removeLeftover(join(folder, 'docker'))).rejects.toMatchObject({
      kind: 'cannot-write',
    });
  });

  it('need not be there', async () => {
    const folder = await temporaryFolder();

    await host.removeLeftover(join(folder, 'gone/file'));

    expect(await readdir(folder)).toEqual([]);
  });
});
