import { execFileSync } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const host = createHost();

describe('syncing a file', () => {
  test('is done for one that somebody else has written', async () => {
    const path = join(await temporaryFolder(), 'data');
    await writeFile(path, 'whole');
    await expect(host.syncFile(path)).resolves.toBeUndefined();
  });

  test('says so where there is no file', async () => {
    const path = join(await temporaryFolder(), 'gone');
    await expect(host.syncFile(path)).rejects.toMatchObject({ kind: 'cannot-write' });
  });

  test('does not follow a link', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'data'), 'whole');
    await symlink('data', join(folder, 'link'));
    await expect(host.syncFile(join(folder, 'link'))).rejects.toMatchObject({
      kind: 'cannot-write',
    });
  });

  test('does not wait for the other end of a FIFO', async () => {
    const path = join(await temporaryFolder(), 'fifo');
    execFileSync('mkfifo', [path]);
    await expect(host.syncFile(path)).rejects.toMatchObject({ kind: 'cannot-write' });
  });
});
