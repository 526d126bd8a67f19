import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { perform } from '../../../src/apply/perform.ts';
import { createHost } from '../../../src/host/create-host.ts';
import type { Condition } from '../../../src/model/plan/condition.ts';
import { entriesAside, type EntriesAside } from '../../../src/model/facts/data-root.ts';
import type { Host } from '../../../src/model/host.ts';
import type { Action } from '../../../src/model/plan/plan.ts';
import { checkConditions } from '../../../src/observe/conditions/conditions.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const FOLDERS = ['buildkit', 'containers', 'image', 'lost+found', 'plugins', 'swarm', 'volumes'];
const MOVED = ['.hidden', 'buildkit', 'containers', 'engine-id', 'image', 'link'].concat(
  ...['odd\nname', 'plugins', 'swarm', 'volumes'],
);

/** A data root with everything that can lie in one, and the folder for it. */
async function dataRoot(): Promise<EntriesAside> {
  const path = `${await temporaryFolder()}/docker`;
  for (const name of FOLDERS) mkdirSync(`${path}/${name}/old`, { recursive: true });
  for (const name of ['engine-id', '.hidden', 'odd\nname']) writeFileSync(`${path}/${name}`, name);
  symlinkSync('nowhere', `${path}/link`);
  const root = entriesAside(path, `${path}/docker.bk`);
  mkdirSync(root.aside);
  return root;
}

const below = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();

type Entries = Extract<Action, { kind: 'move-entries' | 'remove-entries' }>;

/** @param renames how many of them succeed before dmctl is killed */
async function act(action: Entries, renames = Infinity): Promise<readonly string[]> {
  const host = createHost();
  const order: string[] = [];
  const mortal: Host = {
    ...host,
    rename: async (from, to) => {
      if (order.length === renames) throw new RangeError('killed');
      order.push(from.slice(from.lastIndexOf('/') + 1));
      await host.rename(from, to);
    },
  };
  const done = perform(mortal, action, {});
  if (renames === Infinity) expect(await done).toMatchObject({ ok: true });
  else await expect(done).rejects.toThrow('killed');
  return order;
}

async function verdict(condition: Condition): Promise<string | undefined> {
  const [checked] = await checkConditions(createHost(), [condition]);
  return checked?.finding.verdict;
}

const are = (root: EntriesAside, is: 'moved' | 'apart' | 'none'): Promise<string | undefined> =>
  verdict({ kind: 'entries', root, is });

describe('the entries of a data root on a mount of its own', () => {
  test('are all moved aside but lost+found, what makes Docker run containers first', async () => {
    const root = await dataRoot();
    expect(await are(root, 'moved')).toBe('fails');

    const order = await act({ kind: 'move-entries', root, to: 'aside' });

    expect(order.slice(0, 4)).toEqual(['swarm', 'containers', 'plugins', 'image']);
    expect(readdirSync(root.path).sort()).toEqual(['docker.bk.moving', 'lost+found']);
    expect(readdirSync(root.aside).sort()).toEqual(MOVED);
    expect(await are(root, 'moved')).toBe('holds');
    expect(await are(root, 'none')).toBe('holds');
  });

  test('come back in the opposite order, as they were', async () => {
    const root = await dataRoot();
    const before = below(root.path);
    const there = await act({ kind: 'move-entries', root, to: 'aside' });
    const back = await act({ kind: 'move-entries', root, to: 'back' });

    expect(back).toEqual([...there].reverse());
    expect(below(root.path)).toEqual(before);
    expect(readFileSync(`${root.path}/engine-id`, 'utf8')).toBe('engine-id');
  });

  test.each(MOVED.map((_, killed) => killed))(
    'go on, or come back, after a kill behind %i renames in either direction',
    async (killed) => {
      const root = await dataRoot();
      const before = below(root.path);
      await act({ kind: 'move-entries', root, to: 'aside' }, killed);
      expect(await are(root, 'moved')).toBe('fails');
      expect(await are(root, 'apart')).toBe('holds');
      const rest = await act({ kind: 'move-entries', root, to: 'aside' });
      expect(rest).toHaveLength(MOVED.length - killed);
      expect(await are(root, 'moved')).toBe('holds');

      await act({ kind: 'move-entries', root, to: 'back' }, killed);
      await act({ kind: 'move-entries', root, to: 'back' });
      expect(below(root.path)).toEqual(before);
    },
  );

  test('never take the place of what a Docker has made meanwhile', async () => {
    const root = await dataRoot();
    await act({ kind: 'move-entries', root, to: 'aside' }, 4);
    mkdirSync(`${root.path}/containers/new`, { recursive: true });
    await act({ kind: 'move-entries', root, to: 'aside' });

    expect(readdirSync(`${root.aside}/containers`)).toEqual(['old']);
    expect(readdirSync(`${root.path}/containers`)).toEqual(['new']);
    expect(await are(root, 'moved')).toBe('holds');
    expect(await are(root, 'apart')).toBe('fails');
  });
});

describe('what a Docker has made meanwhile', () => {
  const bare = (root: EntriesAside, of: 'all' | 'namesakes'): Promise<string | undefined> =>
    verdict({ kind: 'entries-bare', root, of });

  test('is removed, and what is not its own stays', async () => {
    const root = await dataRoot();
    const before = below(root.path);
    await act({ kind: 'move-entries', root, to: 'aside' }, 3);
    for (const name of ['swarm', 'containers', 'plugins'])
      mkdirSync(`${root.path}/${name}/tmp`, { recursive: true });
    await act({ kind: 'remove-entries', root, of: 'namesakes' });

    expect(await are(root, 'apart')).toBe('holds');
    await act({ kind: 'move-entries', root, to: 'back' });
    expect(below(root.path)).toEqual(before);
  });

  test('is removed altogether where everything was moved: files, folders, and no lost+found', async () => {
    const root = await dataRoot();
    await act({ kind: 'move-entries', root, to: 'aside' });
    mkdirSync(`${root.path}/devicemapper/metadata`, { recursive: true });
    writeFileSync(`${root.path}/engine-id`, 'new');
    await act({ kind: 'remove-entries', root, of: 'all' });

    expect(readdirSync(root.path).sort()).toEqual(['docker.bk.moving', 'lost+found']);
    expect(readdirSync(root.aside).sort()).toEqual(MOVED);
  });

  test('is bare as long as no image, container or volume is in it', async () => {
    const root = await dataRoot();
    const id = 'a'.repeat(64);
    const put = (name: string): void => {
      mkdirSync(`${root.path}/${name}`, { recursive: true });
    };
    put(`image/overlay2/imagedb/content/sha256/${id}`);
    expect(await bare(root, 'all')).toBe('fails');
    expect(await bare(root, 'namesakes')).toBe('holds');

    await act({ kind: 'move-entries', root, to: 'aside' });
    put('image/overlay2/imagedb/content/sha256');
    put('containers');
    expect(await bare(root, 'all')).toBe('holds');
    put(`containers/${id}`);
    expect(await bare(root, 'all')).toBe('fails');
    expect(await bare(root, 'namesakes')).toBe('fails');
  });
});
