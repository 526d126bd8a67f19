import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { walkDifference, type Comparison } from '../../../../src/host/copy/difference.ts';
import fc from '../../../helpers/fast-check.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

/** A tree as its paths: null is a directory, a text the content of a file. */
type Tree = ReadonlyMap<string, string | null>;

/** A tree on disk. A file's content is the target of a symlink, whose size and name tell it apart. */
async function write(root: string, tree: Tree): Promise<void> {
  await mkdir(root);
  for (const [path, content] of tree) {
    const bytes = Buffer.from(`${root}/${path}`, 'latin1');
    if (content === null) await mkdir(bytes);
    else await symlink(content, bytes);
  }
}

/** Untouched is what has the same kind and size: every content here has a size of its own. */
const BY_SIZE: Comparison = {
  isUntouched: (now, before) =>
    now.mode === before.mode && (now.isDirectory() || now.size === before.size),
  isOverlay: false,
};

async function difference(tree: string, below: string | null) {
  const changed: string[] = [];
  const gone: string[] = [];
  let unsettled = 0;
  await walkDifference({ tree, below }, BY_SIZE, {
    changed: (path) => void changed.push(path),
    gone: (directory, name) => {
      expect(changed).toContain(directory);
      gone.push(`${directory}/${name}`);
    },
    socket: () => undefined,
    settle: () => {
      unsettled += 1;
      return Promise.resolve();
    },
  });
  return { changed, gone, unsettled };
}

const NAMES = ['a', 'b', 'A', 'a.b', 'a-', '\xff', '\xfe\n', 'é'.normalize()];

/** Adds a file or directory below directories of the tree only. */
function grown(steps: readonly (readonly [readonly string[], number | null])[]): Tree {
  const tree = new Map<string, string | null>();
  for (const [names, size] of steps) {
    const parents = names.slice(1).map((_, n) => names.slice(0, n + 1).join('/'));
    if (parents.some((path) => typeof tree.get(path) === 'string')) continue;
    for (const parent of parents) tree.set(parent, null);
    const path = names.join('/');
    if (!tree.has(path)) tree.set(path, size === null ? null : 'x'.repeat(size));
  }
  return tree;
}

const trees = fc
  .array(
    fc.tuple(
      fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 }),
      fc.option(fc.integer({ min: 1, max: 3 })),
    ),
    { maxLength: 12 },
  )
  .map(grown);

/** What overlayfs shows: the upper tree over the lower one, without what is whited out. */
function laidOver(below: Tree, upper: Tree, gone: readonly string[]): Tree {
  const result = new Map(below);
  const drop = (path: string): void => {
    for (const other of [...result.keys()]) {
      if (other === path || other.startsWith(`${path}/`)) result.delete(other);
    }
  };
  for (const path of gone) drop(path.slice(2));
  for (const [path, content] of upper) {
    if (content !== null || result.get(path) !== null) drop(path);
    result.set(path, content);
  }
  return new Map([...result].sort());
}

describe('the difference of two trees', () => {
  it('makes the one of the other, as overlayfs would', { timeout: 60_000 }, async () => {
    const root = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(trees, trees, async (before, after) => {
        await rm(`${root}/t`, { recursive: true, force: true });
        await mkdir(`${root}/t`);
        await write(`${root}/t/below`, before);
        await write(`${root}/t/tree`, after);

        const { changed, gone } = await difference(`${root}/t/tree`, `${root}/t/below`);

        const said = changed.filter((path) => path !== '.').map((path) => path.slice(2));
        const upper = new Map(said.map((path) => [path, after.get(path) ?? null]));
        expect(laidOver(before, upper, gone)).toEqual(new Map([...after].sort()));
        expect(changed[0]).toBe('.');
        for (const path of said.filter((name) => name.includes('/'))) {
          const parent = `./${path.slice(0, path.lastIndexOf('/'))}`;
          expect(changed.indexOf(parent)).toBeLessThan(changed.indexOf(`./${path}`));
          expect(changed).toContain(parent);
        }
        const lower = new Set(before.keys());
        for (const path of gone) expect(lower.has(path.slice(2))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('is nothing but the root when nothing was touched', async () => {
    const root = await temporaryFolder();
    const tree = grown([[['a', 'b', 'c'], 1]]);
    await write(`${root}/below`, tree);
    await write(`${root}/tree`, tree);

    const found = await difference(`${root}/tree`, `${root}/below`);

    expect(found).toMatchObject({ changed: ['.'], gone: [] });
  });

  it('lets the reader keep up: it settles every few hundred entries', async () => {
    const root = await temporaryFolder();
    for (let n = 0; n < 2600; n += 1) await writeFile(`${root}/${String(n)}`, '');

    expect((await difference(root, null)).unsettled).toBe(6);
  });

  it('fails on a directory that does not exist', async () => {
    const root = await temporaryFolder();
    await expect(difference(`${root}/none`, null)).rejects.toMatchObject({ kind: 'cannot-read' });
  });
});
