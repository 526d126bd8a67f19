import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from '../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { deviceNumber } from '../../../src/host/read.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const host = createHost();

/** linux/kdev_t.h new_encode_dev, widened as glibc's makedev(3) does. */
function makedev(major: number, minor: number): bigint {
  const [a, b] = [BigInt(major), BigInt(minor)];
  const high = ((a & ~0xfffn) << 32n) | ((b & ~0xffn) << 12n);
  return high | ((a & 0xfffn) << 8n) | (b & 0xffn);
}

describe('reading', () => {
  it('says null for what is not there, below a file too', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');

    for (const path of [join(folder, 'gone'), join(folder, 'file', 'below')]) {
      expect(await host.stat(path)).toBeNull();
      expect(await host.lstat(path)).toBeNull();
      expect(await host.readText(path)).toBeNull();
      expect(await host.readBytes(path)).toBeNull();
      expect(await host.list(path)).toBeNull();
      expect(await host.realPath(path)).toBeNull();
    }
  });

  it('says null for a file of a process that ends between open and read', async () => {
    const child = spawn('sleep', ['1000']);
    await once(child, 'spawn');
    const handle = await open(`/proc/${String(child.pid)}/cgroup`);
    child.kill('SIGKILL');
    await once(child, 'exit');

    // A file that was opened in time is opened anew through its link, and read: ESRCH.
    expect(await host.readText(`/proc/self/fd/${String(handle.fd)}`)).toBeNull();
    await handle.close();
  });

  it('tells a link from what it leads to', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'real'));
    await symlink('real', join(folder, 'link'));

    expect((await host.lstat(join(folder, 'link')))?.kind).toBe('symlink');
    expect((await host.stat(join(folder, 'link')))?.kind).toBe('directory');
    expect(await host.realPath(join(folder, 'link'))).toBe(join(folder, 'real'));
  });

  it('returns null for the target of a dangling link', async () => {
    const folder = await temporaryFolder();
    await symlink('nowhere', join(folder, 'link'));

    expect(await host.stat(join(folder, 'link'))).toBeNull();
    expect(await host.realPath(join(folder, 'link'))).toBeNull();
    expect((await host.lstat(join(folder, 'link')))?.kind).toBe('symlink');
  });

  it('keeps a byte order mark and refuses what is no UTF-8', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'bom'), '\uFEFF{}');
    await writeFile(join(folder, 'latin1'), Buffer.from([0x7b, 0xe4, 0x7d]));

    expect(await host.readText(join(folder, 'bom'))).toBe('\uFEFF{}');
    await expect(host.readText(join(folder, 'latin1'))).rejects.toMatchObject({
      kind: 'cannot-read',
    });
  });

  it('throws for what cannot be told', async () => {
    await expect(host.readText(await temporaryFolder())).rejects.toMatchObject({
      kind: 'cannot-read',
    });
  });

  it('lists names in order', async () => {
    const folder = await temporaryFolder();
    for (const name of ['b', 'B', 'a']) await writeFile(join(folder, name), '');

    expect(await host.list(folder)).toEqual(['B', 'a', 'b']);
  });

  it('reads files of the kernel, which say they are empty', async () => {
    expect(await host.readText('/proc/sys/kernel/ostype')).toBe('Linux\n');
  });

  it('names a character device by its number', async () => {
    expect(await host.stat('/dev/null')).toMatchObject({ kind: 'character', represents: '1:3' });
  });

  it('unpacks every device number', () => {
    fc.assert(
      fc.property(fc.nat(0xfffff), fc.nat(0xffffff), (major, minor) => {
        expect(deviceNumber(makedev(major, minor))).toBe(`${String(major)}:${String(minor)}`);
      }),
    );
  });

  it('knows how much room there is', async () => {
    expect(await host.freeSpace(await temporaryFolder())).toBeGreaterThan(0);
    await expect(host.freeSpace('/nowhere')).rejects.toMatchObject({ kind: 'cannot-read' });
  });
});
