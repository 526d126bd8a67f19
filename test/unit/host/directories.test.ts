import { execFileSync } from 'node:child_process';
import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getegid } from 'node:process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { testUser } from '../../helpers/fake-programs.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const host = createHost();
const owner = { uid: testUser, gid: getegid?.() ?? 0, mode: 0o710 };

describe('making a directory', () => {
  it('gives it its owner and mode whatever the umask', async () => {
    const folder = await temporaryFolder();

    await host.makeDirectory(join(folder, 'docker'), owner, folder);

    const made = await stat(join(folder, 'docker'));
    expect([made.mode & 0o7777, made.uid]).toEqual([0o710, testUser]);
    expect(await readdir(folder)).toEqual(['docker']);
  });

  it('refuses a name that is taken', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'docker'));

    await expect(host.makeDirectory(join(folder, 'docker'), owner, null)).rejects.toMatchObject({
      kind: 'changed',
    });
  });

  it('takes the place of what a power cut left', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, '.docker.dmctl-new'));

    await host.makeDirectory(join(folder, 'docker'), owner, null);

    expect(await readdir(folder)).toEqual(['docker']);
  });
});

describe('renaming a directory', () => {
  it('moves the whole of it, names with a dot included', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'docker'));
    await writeFile(join(folder, 'docker', '.hidden'), '');

    await host.rename(join(folder, 'docker'), join(folder, 'docker.bk'));

    expect(await readdir(folder)).toEqual(['docker.bk']);
    expect(await readdir(join(folder, 'docker.bk'))).toEqual(['.hidden']);
  });

  it('does not take the place of an empty directory', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'docker'));
    await mkdir(join(folder, 'docker.bk'));

    await expect(
      host.rename(join(folder, 'docker'), join(folder, 'docker.bk')),
    ).rejects.toMatchObject({ kind: 'changed' });
    expect(await readdir(folder)).toEqual(['docker', 'docker.bk']);
  });
});

describe('removing directories', () => {
  it('removes an empty one, and only that', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'empty'));
    await mkdir(join(folder, 'full', 'x'), { recursive: true });

    await host.removeDirectory(join(folder, 'empty'));

    await expect(host.removeDirectory(join(folder, 'full'))).rejects.toMatchObject({
      kind: 'cannot-write',
    });
    expect(await readdir(folder)).toEqual(['full']);
  });

  it('removes a tree, and links but not what they lead to', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'tree', 'a', 'b'), { recursive: true });
    await writeFile(join(folder, 'kept'), '');
    await symlink('../kept', join(folder, 'tree', 'link'));

    await host.removeTree(join(folder, 'tree'));

    expect(await readdir(folder)).toEqual(['kept']);
  });

  it('does not start at a link', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'tree'));
    await symlink('tree', join(folder, 'link'));

    await expect(host.removeTree(join(folder, 'link'))).rejects.toMatchObject({
      kind: 'cannot-write',
    });
    expect((await readdir(folder)).sort()).toEqual(['link', 'tree']);
  });

  it.runIf(testUser === 0)('removes nothing when something is mounted in it', async ({ skip }) => {
    const folder = await temporaryFolder();
    const mountPoint = join(folder, 'tree', 'm');
    await mkdir(mountPoint, { recursive: true });
    await writeFile(join(folder, 'tree', 'file'), '');
    try {
      execFileSync('mount', ['-t', 'tmpfs', 'none', mountPoint], { stdio: 'ignore' });
    } catch {
      skip('mounting is not allowed here');
    }
    onTestFinished(() => void execFileSync('umount', [mountPoint]));

    await expect(host.removeTree(join(folder, 'tree'))).rejects.toMatchObject({ kind: 'busy' });
    expect(await readdir(join(folder, 'tree'))).toEqual(['file', 'm']);
  });
});
