import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHost } from '../../../../src/host/create-host.ts';
import {
  backupFacts,
  dataRootFacts,
  keptBesides,
  remappedRootFacts,
} from '../../../../src/observe/docker/data-root.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const host = createHost();
const ID = 'a'.repeat(64);
const nothing = { images: 0, containers: 0, volumes: 0, plugins: 0, swarm: false };

async function imageIn(root: string): Promise<void> {
  const folder = join(root, 'image/overlay2/imagedb/content/sha256');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, ID), '{}');
}

describe('the data root', () => {
  it('is absent, or present and empty', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'docker');

    expect(await dataRootFacts(host, path)).toEqual({ state: 'absent', path });
    await mkdir(path, { mode: 0o710 });
    expect(await dataRootFacts(host, path)).toMatchObject({
      state: 'present',
      mode: 0o710,
      mountPoint: false,
      empty: true,
      holdings: nothing,
    });
  });

  it('holds images, containers and volumes by the names in it', async () => {
    const path = await temporaryFolder();
    await imageIn(path);
    await mkdir(join(path, 'containers', ID), { recursive: true });
    await mkdir(join(path, 'volumes', 'db'), { recursive: true });
    await writeFile(join(path, 'volumes', 'metadata.db'), '');

    expect(await dataRootFacts(host, path)).toMatchObject({
      empty: false,
      holdings: { ...nothing, images: 1, containers: 1, volumes: 1 },
    });
  });

  it('holds what a Docker with remapped users keeps in a folder of its own', async () => {
    const path = await temporaryFolder();
    await imageIn(join(path, '231072.231072'));

    expect(await dataRootFacts(host, path)).toMatchObject({ holdings: { images: 1 } });
  });

  it('of a stopped Docker with remapped users is the one folder of theirs, or unknown', async () => {
    const path = await temporaryFolder();
    await imageIn(path);
    const none = await remappedRootFacts(host, path);
    expect(none).toMatchObject({ state: 'unusable', path });
    expect(JSON.stringify(none)).toContain('none exists yet');
    await imageIn(join(path, '231072.231072'));
    expect(await remappedRootFacts(host, path)).toMatchObject({
      ...{ state: 'present', path: join(path, '231072.231072') },
      holdings: { images: 1 },
    });
    await mkdir(join(path, '100000.100000'));
    const two = await remappedRootFacts(host, path);
    expect(two).toMatchObject({ state: 'unusable', path });
    expect(JSON.stringify(two)).toContain('which of 100000.100000, 231072.231072 is it?');
  });

  it('keeps, beside its pool, what other drivers store and what was set aside in it', async () => {
    const path = await temporaryFolder();
    await mkdir(join(path, 'image/devicemapper'), { recursive: true });
    expect(await keptBesides(host, path)).toEqual([]);
    await imageIn(join(path, '231072.231072'));
    await mkdir(join(path, 'docker.bk'));
    expect(await keptBesides(host, path)).toEqual([
      'what the storage driver overlay2 keeps',
      'docker.bk',
    ]);
  });

  it('is where its link leads', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'real'));
    await symlink('real', join(folder, 'docker'));

    expect(await dataRootFacts(host, join(folder, 'docker'))).toMatchObject({
      state: 'present',
      path: join(folder, 'real'),
    });
  });

  it('cannot be used when its link leads nowhere, or when it is a file', async () => {
    const folder = await temporaryFolder();
    await symlink('nowhere', join(folder, 'link'));
    await writeFile(join(folder, 'file'), '');

    for (const name of ['link', 'file']) {
      expect(await dataRootFacts(host, join(folder, name))).toMatchObject({ state: 'unusable' });
    }
  });
});

describe.runIf(process.getuid?.() === 0)('a data root on a mount of its own', () => {
  /** Mounts a file system in memory; false: that is not allowed here. */
  function mount(path: string): boolean {
    try {
      execFileSync('mount', ['-t', 'tmpfs', 'none', path], { stdio: 'ignore' });
    } catch {
      return false;
    }
    onTestFinished(() => void execFileSync('umount', [path]));
    return true;
  }

  const bind = (path: string): void => {
    execFileSync('mount', ['--bind', path, path]);
    onTestFinished(() => void execFileSync('umount', [path]));
  };

  it('is empty with lost+found and what was moved aside earlier; its .bk lies in it', async ({
    skip,
  }) => {
    const path = await temporaryFolder();
    if (!mount(path)) skip('mounting is not allowed here');
    const name = path.slice(path.lastIndexOf('/') + 1);
    await mkdir(join(path, 'lost+found'));

    const root = await dataRootFacts(host, path);
    expect(root).toMatchObject({ mountPoint: true, mountsBelow: [], empty: true });
    const backup = join(path, `${name}.bk`);
    expect(await backupFacts(host, root)).toEqual({ path: backup, exists: false });

    await mkdir(`${backup}.moving`);
    expect(await backupFacts(host, root)).toEqual({ path: `${backup}.moving`, exists: true });
    await mkdir(backup);
    expect(await backupFacts(host, root)).toEqual({ path: backup, exists: true });
    expect(await dataRootFacts(host, path)).toMatchObject({ empty: true });
    await writeFile(join(path, 'engine-id'), '');
    expect(await dataRootFacts(host, path)).toMatchObject({ empty: false });
  });

  it('knows what is mounted below, and what of it is its own file system', async ({ skip }) => {
    const path = await temporaryFolder();
    if (!mount(path)) skip('mounting is not allowed here');
    await mkdir(join(path, 'volumes'));
    await mkdir(join(path, 'plugins'));
    mount(join(path, 'volumes'));
    bind(join(path, 'plugins'));

    expect(await dataRootFacts(host, path)).toMatchObject({
      mountsBelow: [
        { path: join(path, 'volumes'), foreign: true },
        { path: join(path, 'plugins'), foreign: false },
      ],
    });
  });
});
