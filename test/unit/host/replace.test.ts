import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { getegid } from 'node:process';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { testUser } from '../../helpers/fake-programs.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const host = createHost();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const fresh = { uid: testUser, gid: getegid?.() ?? 0, mode: 0o640 };

async function fileHolding(text: string) {
  const folder = await temporaryFolder();
  const path = join(folder, 'daemon.json');
  await writeFile(path, text);
  return { folder, path };
}

const replace = (path: string, text: string, expected: string | null) =>
  host.replaceFile(path, Buffer.from(text), expected === null ? null : sha256(expected), fresh);

describe('replacing a file', () => {
  it('puts the new content in place and leaves nothing beside it', async () => {
    const { folder, path } = await fileHolding('old');

    await replace(path, 'new', 'old');

    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['daemon.json']);
  });

  it('makes a file that is not there, with the owner and mode asked for', async () => {
    const path = join(await temporaryFolder(), 'daemon.json');

    await replace(path, 'new', null);

    const made = await stat(path);
    expect([made.mode & 0o7777, made.uid, made.gid]).toEqual([0o640, fresh.uid, fresh.gid]);
  });

  it('keeps the mode of what it replaces', async () => {
    const { path } = await fileHolding('old');
    await chmod(path, 0o604);

    await replace(path, 'new', 'old');

    expect((await stat(path)).mode & 0o7777).toBe(0o604);
  });

  it('writes through a symbolic link and leaves the link alone', async () => {
    const { folder, path } = await fileHolding('old');
    await mkdir(join(folder, 'etc'));
    const name = join(folder, 'etc', 'daemon.json');
    await symlink('../daemon.json', name);

    await replace(name, 'new', 'old');

    expect(await readlink(name)).toBe('../daemon.json');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(join(folder, 'etc'))).toEqual(['daemon.json']);
  });

  it('refuses a dangling link', async () => {
    const path = join(await temporaryFolder(), 'daemon.json');
    await symlink('nowhere', path);

    await expect(replace(path, 'new', null)).rejects.toMatchObject({ kind: 'cannot-write' });
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
  });

  it('refuses a file with more than one name', async () => {
    const { folder, path } = await fileHolding('old');
    await link(path, join(folder, 'other'));

    await expect(replace(path, 'new', 'old')).rejects.toMatchObject({ kind: 'cannot-write' });
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it('refuses anything but a regular file', async () => {
    const folder = await temporaryFolder();
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);

    await expect(replace(folder, 'new', '')).rejects.toMatchObject({ kind: 'cannot-write' });
    await expect(replace(fifo, 'new', '')).rejects.toMatchObject({ kind: 'cannot-write' });
  });

  it('refuses when the content is not what was read', async () => {
    const { folder, path } = await fileHolding('edited by somebody');

    await expect(replace(path, 'new', 'old')).rejects.toMatchObject({ kind: 'changed' });
    expect(await readFile(path, 'utf8')).toBe('edited by somebody');
    expect(await readdir(folder)).toEqual(['daemon.json']);
  });

  it('refuses when a file appeared or was removed', async () => {
    const { folder, path } = await fileHolding('appeared');

    await expect(replace(path, 'new', null)).rejects.toMatchObject({ kind: 'changed' });
    await expect(replace(join(folder, 'gone'), 'new', 'old')).rejects.toMatchObject({
      kind: 'changed',
    });
  });

  it('takes the place of what a power cut left', async () => {
    const { folder, path } = await fileHolding('old');
    await writeFile(join(folder, '.daemon.json.dmctl-new'), 'half');

    await replace(path, 'new', 'old');

    expect(await readdir(folder)).toEqual(['daemon.json']);
    expect(await readFile(path, 'utf8')).toBe('new');
  });

  it('says so when the folder is not there', async () => {
    const path = join(await temporaryFolder(), 'nowhere', 'daemon.json');

    await expect(replace(path, 'new', null)).rejects.toMatchObject({ kind: 'cannot-write' });
  });
});

describe('publishing a file', () => {
  const publish = (path: string) => host.publishFile(path, Buffer.from('new'), fresh);

  it('takes the place of a file, with the owner and mode that were asked for', async () => {
    const { folder, path } = await fileHolding('old');
    await chmod(path, 0o604);

    await publish(path);

    const made = await stat(path);
    expect([made.mode & 0o7777, made.uid, made.gid]).toEqual([0o640, fresh.uid, fresh.gid]);
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['daemon.json']);
  });

  it.each(['a link', 'a dangling link', 'a FIFO'])(
    'takes the place of %s, which it neither opens nor follows',
    async (kind) => {
      const { folder, path } = await fileHolding('of somebody else');
      const name = join(folder, 'dmctl.prom');
      if (kind === 'a FIFO') execFileSync('mkfifo', [name]);
      else await symlink(kind === 'a link' ? path : 'nowhere', name);

      await publish(name);

      expect((await lstat(name)).isFile()).toBe(true);
      expect(await readFile(name, 'utf8')).toBe('new');
      expect(await readFile(path, 'utf8')).toBe('of somebody else');
      expect(await readdir(folder)).toEqual(['daemon.json', 'dmctl.prom']);
    },
  );

  it('refuses the place of a folder, and where there is none above it', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'dmctl.prom'));

    for (const path of [join(folder, 'dmctl.prom'), join(folder, 'nowhere', 'dmctl.prom')]) {
      await expect(publish(path)).rejects.toMatchObject({ kind: 'cannot-write' });
    }
    expect(await readdir(folder)).toEqual(['dmctl.prom']);
  });
});

describe.runIf(testUser === 0)('replacing a file as root', () => {
  it('keeps the owner of what it replaces', async () => {
    const { path } = await fileHolding('old');
    execFileSync('chown', ['12:34', path]);

    await replace(path, 'new', 'old');

    const kept = await stat(path);
    expect([kept.uid, kept.gid]).toEqual([12, 34]);
  });

  it('refuses an immutable file and leaves nothing behind', async ({ skip }) => {
    const { folder, path } = await fileHolding('old');
    try {
      execFileSync('chattr', ['+i', path], { stdio: 'ignore' });
    } catch {
      skip('this file system has no immutable files');
    }

    const replaced = replace(path, 'new', 'old');

    await expect(replaced).rejects.toMatchObject({ kind: 'cannot-write' });
    execFileSync('chattr', ['-i', path]);
    expect(await readdir(folder)).toEqual(['daemon.json']);
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it('keeps extended attributes', async ({ skip }) => {
    const { path } = await fileHolding('old');
    const python = (code: string) => execFileSync('python3', ['-c', code], { encoding: 'utf8' });
    try {
      python(`import os; os.setxattr('${path}', 'user.note', b'kept')`);
    } catch {
      skip('no extended attributes here');
    }

    await replace(path, 'new', 'old');

    expect(python(`import os; print(os.getxattr('${path}', 'user.note').decode())`)).toBe('kept\n');
  });
});

describe('removing a file', () => {
  it('removes exactly what is expected', async () => {
    const { folder, path } = await fileHolding('ours');

    await host.removeFile(path, sha256('ours'));

    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves a file that somebody changed', async () => {
    const { path } = await fileHolding('theirs');

    await expect(host.removeFile(path, sha256('ours'))).rejects.toMatchObject({ kind: 'changed' });
    expect(await readFile(path, 'utf8')).toBe('theirs');
  });

  it('fails when the file was removed', async () => {
    const path = join(await temporaryFolder(), 'gone');

    await expect(host.removeFile(path, sha256('ours'))).rejects.toMatchObject({ kind: 'changed' });
  });
});
