import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { $ } from 'zx';
import { makeExecutable } from '../../scripts/packaging/executable.ts';
import { releaseOf } from '../../scripts/packaging/release.ts';
import { buildDmctl } from '../helpers/built-dmctl.ts';
import { installMissing } from './guest/host-tools.ts';
import { ONLY_LINUX_3_10 } from './old-kernel.ts';

/** Debian packages with a file that proves each. */
const TOOLS = {
  binutils: '/usr/bin/readelf',
  bubblewrap: '/usr/bin/bwrap',
  'qemu-user-static': '/usr/bin/qemu-aarch64-static',
  'libc6-arm64-cross': '/usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1',
};

const PLAIN = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' };

let work = '';
let executable = '';

beforeAll(async () => {
  await installMissing(TOOLS);
  buildDmctl();
  work = await mkdtemp(join(tmpdir(), 'dmctl-executable-'));
  await mkdir(join(work, 'own'));
  executable = (await makeExecutable(await releaseOf(), join(work, 'own'), 'x64')).path;
}, 600_000);

afterAll(() => rm(work, { recursive: true, force: true }));

function run(
  argv: readonly string[],
  { env = {}, cwd = '/' }: { env?: Record<string, string>; cwd?: string } = {},
): SpawnSyncReturns<string> {
  return spawnSync(executable, argv, { cwd, env: { ...PLAIN, ...env }, encoding: 'utf8' });
}

/** Says so wherever it is loaded. */
const STRANGER = "process.stdout.write('STRANGER');\n";

/** A folder with everything that Bun or Node would read from where it is started. */
async function hostileFolder(): Promise<string> {
  const folder = await mkdtemp(join(work, 'hostile-'));
  const files = {
    'stranger.js': STRANGER,
    'bunfig.toml': 'preload = ["./stranger.js"]\n',
    '.bunfig.toml': 'preload = ["./stranger.js"]\n',
    '.env': 'NO_COLOR=\nDMCTL_STRANGER=1\n',
    '.env.local': 'DMCTL_STRANGER=1\n',
    'package.json': '{"name":"stranger","imports":{"node:fs":"./stranger.js"},"type":"module"}',
    'tsconfig.json': '{"compilerOptions":{"paths":{"node:fs":["./stranger.js"]}}}',
    'openssl.cnf': 'openssl_conf = none_such\n[',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

describe('nothing of the caller reaches the executable:', () => {
  test('no file of the folder it is started in, nor of HOME', async () => {
    const folder = await hostileFolder();
    const there = { cwd: folder, env: { HOME: folder, XDG_CONFIG_HOME: folder } };
    for (const argv of [['--version'], ['verify', '--help'], ['explain', 'DM020']]) {
      const { status, stdout, stderr } = run(argv, there);
      expect({ status, stdout, stderr }).toMatchObject({ status: 0, ...textsOf(run(argv)) });
      expect(stdout + stderr).not.toContain('STRANGER');
    }
  });

  test.each([
    ['BUN_OPTIONS', '--preload ./stranger.js'],
    ['BUN_BE_BUN', '1'],
    ['BUN_INSPECT', '127.0.0.1:0'],
    ['BUN_INSPECT_PRELOAD', './stranger.js'],
    ['BUN_INSPECT_CONNECT_TO', '127.0.0.1:9'],
    ['BUN_BYTECODE_ORDER_OUT', './order'],
    ['NODE_OPTIONS', '--require ./stranger.js --inspect'],
    ['NODE_PATH', '.'],
    ['OPENSSL_CONF', './openssl.cnf'],
    ['NODE_EXTRA_CA_CERTS', './stranger.js'],
    ['NODE_REPL_EXTERNAL_MODULE', './stranger.js'],
  ])('not %s', async (name, value) => {
    const folder = await hostileFolder();
    for (const argv of [['--version'], ['explain', 'DM020']]) {
      const told = run(argv, { cwd: folder, env: { [name]: value } });
      expect({ status: told.status, ...textsOf(told) }).toEqual({
        status: 0,
        ...textsOf(run(argv)),
      });
    }
    const found = await $({ quiet: true })`ls -A ${folder}`;
    expect(found.stdout.split('\n')).not.toContain('order');
  });
});

describe('it does as the npm form does', () => {
  const NPM = [process.execPath, join(import.meta.dirname, '../../bin/run.js')];
  const LINES = ['explain DM020', 'help', 'verify --help', 'completion bash', 'frobnicate'];

  test.each(LINES)('where the disk under standard output is full: %s', async (line) => {
    const ended = async (argv: readonly string[]) =>
      $({ quiet: true, nothrow: true, env: PLAIN })`${argv} >/dev/full`;
    const [own, npm] = [
      await ended([executable, ...line.split(' ')]),
      await ended([...NPM, ...line.split(' ')]),
    ];
    expect({ exitCode: own.exitCode, stderr: own.stderr }).toEqual({
      exitCode: npm.exitCode,
      stderr: npm.stderr,
    });
  });

  test.each(LINES)('on a terminal: %s', async (line) => {
    const shown = async (program: string) =>
      $({
        quiet: true,
        nothrow: true,
        env: { ...PLAIN, TERM: 'xterm' },
      })`script -qec ${`${program} ${line}`} /dev/null`;
    const [own, npm] = [await shown(executable), await shown(NPM.join(' '))];
    const stdout = own.stdout.replace(/ bun-[\d.]+/, ` node-${process.version}`);
    expect({ exitCode: own.exitCode, stdout }).toEqual({
      exitCode: npm.exitCode,
      stdout: npm.stdout,
    });
  });
});

const textsOf = ({ stdout, stderr }: SpawnSyncReturns<string>) => ({ stdout, stderr });

describe('an old host is enough:', () => {
  test('it asks for no symbol newer than those of glibc 2.17, and for no other library', async () => {
    const { stdout } = await $({
      quiet: true,
    })`readelf --wide --version-info --dynamic ${executable}`;
    const glibc = [...stdout.matchAll(/\bGLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
    expect(Math.max(...glibc)).toBeLessThanOrEqual(17);
    const needed = [...stdout.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name);
    expect(needed.sort()).toEqual([
      'ld-linux-x86-64.so.2',
      'libc.so.6',
      'libdl.so.2',
      'libm.so.6',
      'libpthread.so.0',
    ]);
  });

  test('it has enough in the system calls of Linux 3.10, where Node does not start', async () => {
    const filter = join(work, 'filter');
    await writeFile(filter, ONLY_LINUX_3_10);
    const under = (argv: readonly string[]) =>
      $({
        quiet: true,
        nothrow: true,
        env: PLAIN,
      })`bwrap --dev-bind / / --seccomp 10 ${argv} 10<${filter}`;
    expect((await under([process.execPath, '--eval', '0'])).exitCode).not.toBe(0);
    for (const argv of [['--version'], ['verify', '--help'], ['explain', 'DM020']]) {
      const { exitCode, stdout } = await under([executable, ...argv]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: run(argv).stdout });
    }
    // It starts programs and looks at the host, which has no pool.
    const looked = await under([executable, 'verify']);
    expect(looked.exitCode, looked.stderr).toBe(run(['verify']).status);
    expect(looked.stdout).toBe(run(['verify']).stdout);
  });
});

test('the one for arm64, built here, starts there', async () => {
  await mkdir(join(work, 'arm'));
  const { path } = await makeExecutable(await releaseOf(), join(work, 'arm'), 'arm64');
  const there = ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu', path];
  const { stdout } = await $({ quiet: true })`${there} --version`;
  expect(stdout).toMatch(/^dmctl\/\S+ linux-arm64 bun-/);
  const explained = await $({ quiet: true })`${there} explain DM020`;
  expect(explained.stdout).toBe(run(['explain', 'DM020']).stdout);
}, 900_000);
