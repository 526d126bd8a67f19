import { once } from 'node:events';
import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { secondProcess } from '../../helpers/second-process.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const host = createHost();

describe('a file of whole lines', () => {
  it('is made for its owner alone and grows line by line', async () => {
    const path = join(await temporaryFolder(), 'journal');
    const file = await host.openAppend(path);

    await file.append('one');
    await file.append('two');
    await file.close();

    expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('goes on after the lines that are there', async () => {
    const path = join(await temporaryFolder(), 'journal');
    await writeFile(path, 'one\n');

    const file = await host.openAppend(path);
    await file.append('two');
    await file.close();

    expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
  });

  it('drops a last line that a crash cut short', async () => {
    const path = join(await temporaryFolder(), 'journal');
    await writeFile(path, 'one\ntw');

    const file = await host.openAppend(path);
    await file.append('three');
    await file.close();

    expect(await readFile(path, 'utf8')).toBe('one\nthree\n');
  });

  it('says why there was room for a part of a line alone, and drops that part', async () => {
    const path = join(await temporaryFolder(), 'journal');

    const child = secondProcess('append', path);
    const [said] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    expect(String(said)).toContain('EFBIG');
    expect(await readFile(path, 'utf8')).toBe('first\nseco');

    const file = await host.openAppend(path);
    await file.append('third');
    await file.close();
    expect(await readFile(path, 'utf8')).toBe('first\nthird\n');
  });

  it('takes no line that holds a line end', async () => {
    const file = await host.openAppend(join(await temporaryFolder(), 'journal'));

    await expect(file.append('a\nb')).rejects.toThrow('line end');
    await file.close();
  });

  it('does not follow a symbolic link', async () => {
    const path = join(await temporaryFolder(), 'journal');
    await symlink('/dev/null', path);

    await expect(host.openAppend(path)).rejects.toMatchObject({ kind: 'cannot-write' });
  });
});
