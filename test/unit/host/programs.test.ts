import { chmod, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locate, locateAt, PROGRAM_FOLDERS, SYSTEM_PLACES } from '../../../src/host/programs.ts';
import { fakePrograms, testUser } from '../../helpers/fake-programs.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('looking programs up', () => {
  it('takes the first find and keeps the name that links go by', async () => {
    const folder = await temporaryFolder();
    await fakePrograms(join(folder, 'a'), { lvm: '' });
    await fakePrograms(join(folder, 'b'), { lvm: '', lvcreate: '' });
    await symlink('lvm', join(folder, 'a', 'lvcreate'));
    const places = { folders: [join(folder, 'a'), join(folder, 'b')], owner: testUser };

    expect(locate('lvcreate', places)).toEqual({
      path: join(folder, 'a', 'lvcreate'),
      rejected: [],
    });
  });

  it('reports a program that is in none of the directories', async () => {
    const places = await fakePrograms(await temporaryFolder(), {});

    expect(locate('lvm', places)).toEqual({ path: null, rejected: [] });
  });

  it('passes over a program that everybody can write', async () => {
    const folder = await temporaryFolder();
    const places = await fakePrograms(folder, { lvm: '' });
    await chmod(join(folder, 'lvm'), 0o777);

    const found = locate('lvm', places);

    expect(found.path).toBeNull();
    expect(found.rejected).toEqual([`${join(folder, 'lvm')} is writable by everyone`]);
  });

  it('passes over a program in a folder that everybody can write', async () => {
    const folder = await temporaryFolder();
    const places = await fakePrograms(folder, { lvm: '' });
    await chmod(folder, 0o777);

    expect(locate('lvm', places).rejected).toEqual([`${folder} is writable by everyone`]);
  });

  it('passes over a link that leads to a place everybody can write', async () => {
    const folder = await temporaryFolder();
    const open = join(folder, 'open');
    await fakePrograms(open, { lvm: '' });
    await chmod(open, 0o777);
    const places = await fakePrograms(join(folder, 'sbin'), {});
    await symlink(join(open, 'lvm'), join(folder, 'sbin', 'lvm'));

    expect(locate('lvm', places).rejected).toEqual([`${open} is writable by everyone`]);
  });

  it('passes over a program of another user', async () => {
    const places = await fakePrograms(await temporaryFolder(), { lvm: '' });

    const found = locate('lvm', { ...places, owner: testUser + 1 });

    expect(found.path).toBeNull();
    expect(found.rejected).toHaveLength(1);
  });

  it('passes over what cannot be started', async () => {
    const folder = await temporaryFolder();
    const places = await fakePrograms(folder, { dmsetup: '' });
    await mkdir(join(folder, 'lvm'));
    await chmod(join(folder, 'dmsetup'), 0o644);

    expect(locate('lvm', places).rejected).toEqual([`${join(folder, 'lvm')} is not a program`]);
    expect(locate('dmsetup', places).path).toBeNull();
  });

  it('looks in absolute folders only', () => {
    expect(PROGRAM_FOLDERS.filter((folder) => !folder.startsWith('/'))).toEqual([]);
  });
});

describe('a program that lies elsewhere', () => {
  it('is taken if nobody but root can write to it and to all folders above it', () => {
    expect(locateAt('/usr/bin/env', SYSTEM_PLACES.owner)).toEqual({
      path: '/usr/bin/env',
      rejected: [],
    });
  });

  it('is not taken below a folder, however far up, that others can write to', async () => {
    const folder = await temporaryFolder();
    const inner = join(folder, 'opt', 'docker');
    await mkdir(inner, { recursive: true });
    await fakePrograms(inner, { dockerd: '' });
    await chmod(join(folder, 'opt'), 0o777);

    const { path, rejected } = locateAt(join(inner, 'dockerd'), testUser);

    expect(path).toBeNull();
    expect(rejected).toContain(`${join(folder, 'opt')} is writable by everyone`);
  });

  it('is not taken through a link that leads to such a folder', async () => {
    const folder = await temporaryFolder();
    await fakePrograms(folder, { dockerd: '' });
    await chmod(folder, 0o777);
    await mkdir(join(folder, 'safe'));
    await symlink(join(folder, 'dockerd'), join(folder, 'safe', 'dockerd'));

    const { rejected } = locateAt(join(folder, 'safe', 'dockerd'), testUser);

    expect(rejected).toContain(`${folder} is writable by everyone`);
  });

  it('is neither taken nor rejected where there is none', () => {
    expect(locateAt('/nowhere/dockerd', 0)).toEqual({ path: null, rejected: [] });
  });
});
