import { execFileSync } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  readFile,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../../src/host/create-host.ts';
import { fakePrograms } from '../../../helpers/fake-programs.ts';
import { fillOddly, isRoot, listing } from '../../../helpers/odd-tree.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const host = createHost();
const untold = (): void => undefined;

async function twoFolders() {
  const folder = await temporaryFolder();
  const [from, to] = [`${folder}/from`, `${folder}/to`];
  await mkdir(from);
  await mkdir(to);
  return { folder, from, to, whole: { from, below: null, to } };
}

describe('a copy of a whole tree', () => {
  it('has all kinds of files, names and times as they were', { timeout: 60_000 }, async () => {
    const { from, to, whole } = await twoFolders();
    await fillOddly(from);

    const copied = await host.copyDifference(whole, { tell: untold });

    expect(listing(to)).toEqual(listing(from));
    expect(copied.entries).toBe(listing(from).length - 1);
    expect(await readFile(`${to}/big`)).toEqual(await readFile(`${from}/big`));
    expect((await lstat(`${to}/sparse`)).blocks).toBeLessThan(64);
  });

  it('takes the mode and the time of the root', async () => {
    const { from, to, whole } = await twoFolders();
    await chmod(from, 0o1777);
    await utimes(from, 1000, 2000);

    await host.copyDifference(whole, { tell: untold });

    const root = await lstat(to);
    expect([root.mode & 0o7777, root.mtimeMs]).toEqual([0o1777, 2_000_000]);
  });

  it('leaves out sockets, and counts them', async () => {
    const { from, to, whole } = await twoFolders();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(`${from}/s`, resolve));

    const copied = await host.copyDifference(whole, { tell: untold });

    expect([copied.sockets, copied.entries, listing(to).length]).toEqual([1, 1, 2]);
    await new Promise((resolve) => server.close(resolve));
  });

  it('tells how many bytes it has copied in the end', async () => {
    const { from, whole } = await twoFolders();
    await writeFile(`${from}/file`, 'x'.repeat(1000));
    const told: number[] = [];

    await host.copyDifference(whole, { tell: (bytes) => told.push(bytes) });

    expect(told.at(-1)).toBe(1000);
  });
});

/** Entries of an access control list after the named user: group, mask, other. */
const GROUP_TO_OTHER = '04000400ffffffff10000600ffffffff20000400ffffffff';

describe.skipIf(!isRoot)('attributes, as root', () => {
  const SET = `import os, sys
for line in sys.stdin:
    path, name, value = line.split()
    os.setxattr(path, name, bytes.fromhex(value))`;
  const GET = `import os, sys
for path in sys.stdin.read().split():
    print([(n, os.getxattr(path, n).hex()) for n in sorted(os.listxattr(path))])`;
  const python = (code: string, input: readonly string[], cwd: string): string =>
    execFileSync('python3', ['-c', code], { encoding: 'utf8', input: input.join('\n'), cwd });

  it('are those of the source, also binary ones and ACLs', { timeout: 60_000 }, async () => {
    const { from, to, whole } = await twoFolders();
    await writeFile(`${from}/file`, 'x');
    await mkdir(`${from}/dir`);
    const acl = `0200000001000600ffffffff02000400e8030000${GROUP_TO_OTHER}`;
    const set = [
      'file user.note 00ff0a3d',
      'file trusted.note 01',
      'file security.capability 0100000200200000000000000000000000000000',
      `file system.posix_acl_access ${acl}`,
      `dir system.posix_acl_default ${acl}`,
    ];
    python(SET, set, from);
    await writeFile(`${from}/dir/inside`, '');
    await writeFile(`${from}/dir/without`, '');
    execFileSync('chmod', ['600', `${from}/dir/without`]);

    await host.copyDifference(whole, { tell: untold });

    const names = ['file', 'dir', 'dir/inside', 'dir/without'];
    expect(python(GET, names, to)).toBe(python(GET, names, from));
    expect(python(GET, names, to)).toContain('user.note');
  });

  it.each(['trusted.overlay.opaque', 'trusted.overlay.redirect'])('%s is refused', async (name) => {
    const { from, whole } = await twoFolders();
    await mkdir(`${from}/dir`);
    python(SET, [`dir ${name} 79`], from);

    await expect(host.copyDifference(whole, { tell: untold })).rejects.toThrow(
      `./dir has the attribute ${name}`,
    );
  });

  it('a character device 0:0 is refused, since it would delete a file', async () => {
    const { from, whole } = await twoFolders();
    execFileSync('mknod', [`${from}/white`, 'c', '0', '0']);

    await expect(host.copyDifference(whole, { tell: untold })).rejects.toThrow(
      './white is a character device 0:0',
    );
  });
});

describe.skipIf(!isRoot)('what a tree has and not the one below', () => {
  /** Two directories are one snapshot of the other if their files are hard links: the same inode. */
  async function snapshot() {
    const { folder, from, to } = await twoFolders();
    await mkdir(`${from}/kept`);
    for (const name of ['untouched', 'gone', `gone ${'x'.repeat(150)}`, 'other']) {
      await writeFile(`${from}/kept/${name}`, name);
    }
    const below = `${folder}/below`;
    execFileSync('cp', ['-al', from, below]);
    return { from, below, to };
  }

  it('is copied with whiteouts for what is gone', async () => {
    const { from, below, to } = await snapshot();
    execFileSync('sh', [
      '-c',
      'rm "$0"/kept/gone*; rm "$0/kept/other"; mkdir "$0/kept/other"',
      from,
    ]);
    await utimes(`${from}/kept`, 1, 1);

    const copied = await host.copyDifference({ from, below, to }, { tell: untold });

    expect(copied).toMatchObject({ whiteouts: 2, entries: 3 });
    const white = await lstat(`${to}/kept/gone`);
    expect([white.isCharacterDevice(), white.rdev, white.mode & 0o7777]).toEqual([true, 0, 0]);
    expect((await lstat(`${to}/kept/other`)).isDirectory()).toBe(true);
    expect((await lstat(`${to}/kept`)).mtimeMs).toBe(1000);
  });
});

describe('a failure', () => {
  const real = (after: string) =>
    `/bin/tar "$@" || exit; case "$*" in *-xpf*) cd "$2"; ${after};; esac`;

  it.each([
    ['content', 'printf X | dd of=b bs=1 conv=notrunc 2>/dev/null; touch -d @1000 b', './b'],
    ['a mode', 'chmod 600 c', './c'],
    ['a missing file', 'rm a; touch -d @1000 .', './a'],
    ['a link', 'ln -sfn elsewhere l; touch -h -d @1000 l; touch -d @1000 .', './l'],
    ['a further file', 'touch new; touch -d @1000 .', './new'],
  ])('names the path when the copy differs in %s', async (_, damage, path) => {
    const { folder, from, whole } = await twoFolders();
    for (const name of ['a', 'b', 'c']) await writeFile(`${from}/${name}`, 'content');
    await symlink('target', `${from}/l`);
    execFileSync('touch', ['-h', '-d', '@1000', `${from}/b`, `${from}/l`, from]);
    const places = await fakePrograms(`${folder}/bin`, { tar: real(damage) });

    await expect(
      createHost({ places }).copyDifference(whole, { tell: untold }),
    ).rejects.toMatchObject({
      kind: 'changed',
      message: `the copy of ${from} differs at ${path}`,
    });
  });

  it('is one when a sparse file became full', async () => {
    const { folder, from, whole } = await twoFolders();
    await writeFile(`${from}/sparse`, '');
    await truncate(`${from}/sparse`, 8 * 1024 * 1024);
    await utimes(`${from}/sparse`, 1000, 1000);
    const fill = 'dd if=/dev/zero of=sparse bs=1M count=8 2>/dev/null; touch -d @1000 sparse';
    const places = await fakePrograms(`${folder}/bin`, { tar: real(fill) });

    await expect(createHost({ places }).copyDifference(whole, { tell: untold })).rejects.toThrow(
      /sparse files take 8388608 bytes/,
    );
  });

  it.each([
    [
      'that writes',
      'case "$*" in *-xpf*) echo "no space" >&2; exit 2;; *) exec /bin/tar "$@";; esac',
    ],
    [
      'that reads',
      'case "$*" in *-cf*) echo "no space" >&2; exit 2;; *) exec /bin/tar "$@";; esac',
    ],
    ['that only warns', 'echo "no space" >&2; exec /bin/tar "$@"'],
  ])('has the words of a tar %s', async (_, tar) => {
    const { folder, from, whole } = await twoFolders();
    for (let n = 0; n < 50; n += 1) await writeFile(`${from}/${String(n)}`, Buffer.alloc(100_000));
    const places = await fakePrograms(`${folder}/bin`, { tar });

    await expect(createHost({ places }).copyDifference(whole, { tell: untold })).rejects.toThrow(
      /no space/,
    );
  });

  it('is one when the archive ends too early', async () => {
    const { folder, from, whole } = await twoFolders();
    await writeFile(`${from}/a`, Buffer.alloc(100_000));
    const tar = 'case "$*" in *-cf*) /bin/tar "$@" | head -c 51200;; *) exec /bin/tar "$@";; esac';
    const places = await fakePrograms(`${folder}/bin`, { tar });

    await expect(createHost({ places }).copyDifference(whole, { tell: untold })).rejects.toThrow();
  });
});
