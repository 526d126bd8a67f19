import { execFileSync } from 'node:child_process';
import {
  chmod,
  chown,
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
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import type { Host } from '../../../src/model/host.ts';
import { daemonJsonNow } from '../../../src/observe/docker/engine.ts';
import { fakePrograms, testUser } from '../../helpers/fake-programs.ts';
import { edit, FRESH, placed } from '../../helpers/edit-daemon-json.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

describe('a daemon.json that is kept but for our lines', () => {
  it.each([
    ['indented by hand', '{\n   "debug" : true ,\n\n   "hosts":[ "fd://" ]\n}\n'],
    ['on one line, no line end', '{"debug":true}'],
    ['with the line ends of another system', '{\r\n\t"debug": true\r\n}\r\n'],
    ['with a number above 2^53', '{"shutdown-timeout": 9007199254740993}\n'],
    ['with characters outside ASCII', '{"labels": ["zwölf", "池", "😀", "\\ud83d\\ude00"]}\n'],
    ['with equal keys further down', '{"labels": {"a": 1, "a": 2, "A": 3}}\n'],
    ['with 300 levels', `{"a": ${'['.repeat(300)}${']'.repeat(300)}}\n`],
    ['of a megabyte', `{"a": "${'x'.repeat(1_000_000)}"}\n`],
  ])('%s', async (_, content) => {
    const { folder, path } = await placed(content);

    expect(await edit(path)).toEqual({ refused: null });

    const result = await readFile(path, 'utf8');
    const end = content.lastIndexOf('}');
    const kept = content.slice(0, end).trimEnd();
    expect(result.startsWith(`${kept},`)).toBe(true);
    expect(result.endsWith(content.slice(kept.length))).toBe(true);
    expect(await readdir(folder)).toEqual(['daemon.json']);
  });

  it.each([
    ['empty', ''],
    ['of blanks', ' \n\t\r\n'],
    ['an empty object', '{ }'],
  ])('%s', async (_, content) => {
    const { path } = await placed(content);

    expect(await edit(path)).toEqual({ refused: null });
    expect(JSON.parse(await readFile(path, 'utf8'))).toHaveProperty('storage-driver');
  });

  it('behind a chain of links, each of which stays', async () => {
    const { folder, path } = await placed('{"debug": true}\n');
    await mkdir(join(folder, 'etc'));
    await symlink('daemon.json', join(folder, 'middle'));
    await symlink('../middle', join(folder, 'etc', 'daemon.json'));

    expect(await edit(join(folder, 'etc', 'daemon.json'))).toEqual({ refused: null });

    expect(await readlink(join(folder, 'etc', 'daemon.json'))).toBe('../middle');
    expect(await readlink(join(folder, 'middle'))).toBe('daemon.json');
    expect(await readFile(path, 'utf8')).toContain('"debug": true, "storage-driver"');
    expect((await readdir(folder)).sort()).toEqual(['daemon.json', 'etc', 'middle']);
  });
});

describe('a daemon.json that is refused, its bytes as they were', () => {
  it.each<readonly [string, string | Uint8Array]>([
    ['cut off', '{\n  "debug": true\n'],
    ['with a comma too many', '{"debug": true,}'],
    ['with a comment', '{} # mine\n'],
    ['with a comment of JavaScript', '{\n  // mine\n  "debug": true\n}\n'],
    ['with a byte order mark', '\uFEFF{"debug": true}\n'],
    ['of a byte order mark alone', '\uFEFF'],
    ['in UTF-16, with its mark', utf16('\uFEFF{"debug": true}\n')],
    ['in UTF-16, without', utf16('{"debug": true}\n')],
    ['in Latin-1', Buffer.from('{"labels": ["zw\xf6lf"]}\n', 'latin1')],
    ['with a zero byte', '{"debug": true}\0'],
    ['of zeros, as a power cut leaves them', new Uint8Array(4096)],
    ['with two equal keys', '{"debug": true, "debug": true}'],
    ['with two keys that differ by case', '{"debug": true, "DEBUG": true}'],
    ['with our key in capitals', '{"Storage-Driver": "overlay2"}'],
    ['of YAML', 'debug: true\n'],
    ['with a list at its top', '[]'],
    ['with storage-opts of another kind', '{"storage-opts": {"dm.fs": "xfs"}}'],
    ['nested too deep', `{"a": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ])('%s', async (_, content) => {
    const { folder, path } = await placed(content);

    const first = await edit(path);
    const second = await edit(path);

    expect(first.refused).toEqual(expect.any(String));
    expect(second).toEqual(first);
    expect(await readFile(path)).toEqual(Buffer.from(content));
    expect(await readdir(folder)).toEqual(['daemon.json']);
  });

  it('that has another name', async () => {
    const { folder, path } = await placed('{}');
    await link(path, join(folder, 'other'));

    expect((await edit(path)).refused).toContain('2 hard links');
    expect(await readFile(join(folder, 'other'), 'utf8')).toBe('{}');
  });

  it('that is a link to nowhere, to itself, or to a device', async () => {
    const folder = await temporaryFolder();
    const targets = { dangling: 'nowhere', loop: 'loop', device: '/dev/null', folder: '.' };
    for (const [name, target] of Object.entries(targets)) {
      await symlink(target, join(folder, name));

      expect((await edit(join(folder, name))).refused, name).toEqual(expect.any(String));
      expect(await readlink(join(folder, name))).toBe(target);
    }
    expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  it('that is a pipe, without waiting for it', async () => {
    const path = join(await temporaryFolder(), 'daemon.json');
    execFileSync('mkfifo', [path]);

    expect((await edit(path)).refused).toContain('not a regular file');
  });
});

const asRoot = describe.runIf(testUser === 0);

/** Runs a few lines of Python: Node has no calls for extended attributes. */
const python = (code: string, ...args: string[]): string =>
  execFileSync('python3', ['-c', `import os, sys\n${code}`, ...args], { encoding: 'utf8' });

asRoot('what belongs to a daemon.json', () => {
  it('stays: owner, group, mode, SELinux label and other extended attributes', async ({ skip }) => {
    const { path } = await placed('{"debug": true}\n');
    await chown(path, 12, 34);
    await chmod(path, 0o604);
    const attributes = {
      'user.note': 'mine',
      'trusted.note': 'its',
      'security.selinux': 'system_u:object_r:container_config_t:s0',
    };
    const set = 'os.setxattr(sys.argv[1], sys.argv[2], sys.argv[3].encode())';
    try {
      for (const [name, value] of Object.entries(attributes)) python(set, path, name, value);
    } catch {
      skip('this file system takes no extended attributes');
    }

    expect(await edit(path)).toEqual({ refused: null });

    const { uid, gid, mode } = await stat(path);
    expect([uid, gid, mode & 0o7777]).toEqual([12, 34, 0o604]);
    const get =
      'print({n: os.getxattr(sys.argv[1], n).decode() for n in os.listxattr(sys.argv[1])})';
    expect(JSON.parse(python(get, path).replaceAll("'", '"'))).toEqual(attributes);
  });

  it.for([
    ['an immutable file', '+i', 'daemon.json'],
    ['a file that may only grow', '+a', 'daemon.json'],
    ['a file in an immutable folder', '+i', '.'],
  ] as const)('can forbid that it is replaced: %s', async ([, flag, name], { skip }) => {
    const { folder, path } = await placed('{"debug": true}\n');
    const target = join(folder, name);
    try {
      execFileSync('chattr', [flag, target], { stdio: 'ignore' });
    } catch {
      skip(`this file system has no flag ${flag}`);
    }
    try {
      await expect(edit(path)).rejects.toMatchObject({ kind: 'cannot-write' });
      expect(await readFile(path, 'utf8')).toBe('{"debug": true}\n');
      expect(await readdir(folder)).toEqual(['daemon.json']);
    } finally {
      execFileSync('chattr', [flag.replace('+', '-'), target]);
    }
  });
});

describe('somebody else who edits it in the middle of a run', () => {
  const theirs = '{"theirs": true}\n';

  /** A host whose cp(1), which runs between the two looks at the file, does something before. */
  async function meddling(folder: string, meddle: string): Promise<Host> {
    const places = await fakePrograms(join(folder, 'sbin'), { cp: `${meddle}; exec /bin/cp "$@"` });
    return createHost({ places });
  }

  it.each([
    ['writes into it', (p: string) => `printf '%s\\n' '{"theirs": true}' > '${p}'`],
    [
      'puts another one in its place',
      (p: string) => `printf '%s\\n' '{"theirs": true}' > '${p}.x'; mv '${p}.x' '${p}'`,
    ],
  ])('keeps what they wrote: one who %s', async (_, meddle) => {
    const { folder, path } = await placed('{"debug": true}\n');
    const host = await meddling(folder, meddle(path));

    await expect(edit(path, host)).rejects.toMatchObject({ kind: 'changed' });

    expect(await readFile(path, 'utf8')).toBe(theirs);
    expect((await readdir(folder)).sort()).toEqual(['daemon.json', 'sbin']);
  });

  it.each([
    ['removes it', (p: string) => `cp -a '${p}' '${p}.x'; rm '${p}'`],
    ['gives it a second name', (p: string) => `ln '${p}' '${p}.x'`],
    ['turns it into a link', (p: string) => `mv '${p}' '${p}.x'; ln -s '${p}.x' '${p}'`],
  ])('is refused: one who %s', async (_, meddle) => {
    const { folder, path } = await placed('{"debug": true}\n');
    const host = await meddling(folder, meddle(path));

    await expect(edit(path, host)).rejects.toThrow();

    expect(await readFile(`${path}.x`, 'utf8')).toBe('{"debug": true}\n');
    expect(await readdir(folder)).not.toContain('.daemon.json.dmctl-new');
  });

  it('is noticed between the look and the edit as well', async () => {
    const { path } = await placed('{"debug": true}\n');
    const host = createHost();
    const seen = await daemonJsonNow(host, path);
    await writeFile(path, theirs);

    const sha256 = seen.state === 'present' ? seen.sha256 : null;
    await expect(host.replaceFile(path, Buffer.from('{}'), sha256, FRESH)).rejects.toMatchObject({
      kind: 'changed',
    });
    expect(await readFile(path, 'utf8')).toBe(theirs);
  });
});
