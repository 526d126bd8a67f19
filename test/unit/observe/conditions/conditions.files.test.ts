import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../../src/host/create-host.ts';
import type { Condition } from '../../../../src/model/plan/condition.ts';
import { checkConditions } from '../../../../src/observe/conditions/conditions.ts';
import { sha256Of } from '../../../../src/model/sha256.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const host = createHost();

async function verdict(condition: Condition) {
  const [checked] = await checkConditions(host, [condition]);
  return checked?.finding.verdict;
}

describe('conditions on files', () => {
  it('a file is known by its content, through links', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'file');
    const link = join(folder, 'link');
    await writeFile(path, 'text');
    await symlink('file', link);

    expect(await verdict({ kind: 'file', path: link, sha256: sha256Of('text') })).toBe('holds');
    expect(await verdict({ kind: 'file', path, sha256: sha256Of('other') })).toBe('fails');
    expect(await verdict({ kind: 'file', path, sha256: null })).toBe('fails');
  });

  it('a file that is not there is absent, a link that leads nowhere is not', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'gone');
    const link = join(folder, 'link');
    await symlink('gone', link);

    expect(await verdict({ kind: 'file', path, sha256: null })).toBe('holds');
    expect(await verdict({ kind: 'file', path, sha256: sha256Of('') })).toBe('fails');
    expect(await verdict({ kind: 'file', path: link, sha256: null })).toBe('unknown');
  });

  it('a directory in the place of a file is not understood', async () => {
    expect(await verdict({ kind: 'file', path: await temporaryFolder(), sha256: null })).toBe(
      'unknown',
    );
  });
});

describe('conditions on links', () => {
  it('a link is known by where it leads in the end', async () => {
    const folder = await temporaryFolder();
    const [path, target] = [join(folder, 'link'), join(folder, 'unit')];
    const leadsTo = (to: string | null) => verdict({ kind: 'link', path, target: to });

    expect([await leadsTo(null), await leadsTo(target)]).toEqual(['holds', 'fails']);
    await symlink('unit', path);
    expect([await leadsTo(null), await leadsTo(target)]).toEqual(['fails', 'fails']);
    await writeFile(target, 'text');
    expect([await leadsTo(target), await leadsTo('/elsewhere')]).toEqual(['holds', 'fails']);
    expect(await verdict({ kind: 'link', path: target, target })).toBe('fails');
  });
});

describe('conditions on directories', () => {
  it('is absent, present, empty or a certain one', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'docker');
    const is = async (state: Extract<Condition, { kind: 'directory' }>['is']) =>
      verdict({ kind: 'directory', path, is: state });

    expect(await is('absent')).toBe('holds');
    expect(await is('present')).toBe('fails');
    await mkdir(path);
    expect(await is('absent')).toBe('fails');
    expect(await is('present')).toBe('holds');
    expect(await is('empty')).toBe('holds');
    const inode = (await host.stat(path))?.inode ?? 0;
    expect(await is({ inode })).toBe('holds');
    expect(await is({ inode: inode + 1 })).toBe('fails');
    await writeFile(join(path, '.hidden'), '');
    expect(await is('empty')).toBe('fails');
  });

  it('a link to a directory is not that directory', async () => {
    const folder = await temporaryFolder();
    await symlink(folder, join(folder, 'link'));

    const path = join(folder, 'link');

    expect(await verdict({ kind: 'directory', path, is: 'present' })).toBe('fails');
  });
});
