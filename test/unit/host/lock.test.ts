import { once } from 'node:events';
import { readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import type { LockHolder, LockResult } from '../../../src/model/host.ts';
import { killGroup, secondProcess } from '../../helpers/second-process.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const me: LockHolder = { pid: 1, command: 'resize', user: 'root', since: '2020-01-01T00:00:00Z' };

const lockFile = async () => join(await temporaryFolder(), 'lock');

const take = (path: string, timeoutMs = 0) => createHost().lock(path, me, timeoutMs);

async function release(result: LockResult) {
  if (result.held) await result.release();
}

describe('the lock', () => {
  it('is taken by one and refused to the next, who is told of the holder', async () => {
    const path = await lockFile();
    const first = await take(path);

    const second = await take(path);

    expect(first.held).toBe(true);
    expect(second).toEqual({ held: false, holder: me });
    await release(first);
  });

  it('is free again once released', async () => {
    const path = await lockFile();
    await release(await take(path));

    const again = await take(path);

    expect(again.held).toBe(true);
    await release(again);
  });

  it('waits as long as it was told to', async () => {
    const path = await lockFile();
    const first = await take(path);

    const waiting = take(path, 10_000);
    await release(first);

    expect((await waiting).held).toBe(true);
    await release(await waiting);
  });

  it('gives up when the time is over', async () => {
    const path = await lockFile();
    const first = await take(path);

    expect((await take(path, 30)).held).toBe(false);
    await release(first);
  });

  it('is freed by the kernel when its holder is killed', async () => {
    const path = await lockFile();
    const other = secondProcess('lock', path);
    if (other.stdout) await once(other.stdout, 'data');
    const whileAlive = await take(path);

    await killGroup(other);
    const after = await take(path);

    expect(whileAlive).toMatchObject({ held: false, holder: { pid: other.pid } });
    expect(after.held).toBe(true);
    await release(after);
  });

  it('does not trust what the file says', async () => {
    const path = await lockFile();
    const first = await take(path);
    await release(first);

    expect(await readFile(path, 'utf8')).toBe('');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('does not follow a symbolic link', async () => {
    const path = await lockFile();
    await symlink('/dev/null', path);

    await expect(take(path)).rejects.toMatchObject({ kind: 'cannot-write' });
  });
});
