import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildDmctl, dmctl, ofAnyBuild } from '../../helpers/built-dmctl.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const root = join(import.meta.dirname, '../../..');

beforeAll(buildDmctl, 120_000);

/** Node loads this first; at the end it says which files were read and which modules were asked for. */
const WITNESS = `
const fs = require('node:fs');
const Module = require('node:module');
const [files, modules] = [new Set(), new Set()];
const { readFileSync, openSync } = fs;
fs.readFileSync = (path, ...rest) => (files.add(String(path)), readFileSync(path, ...rest));
fs.openSync = (path, ...rest) => (files.add(String(path)), openSync(path, ...rest));
const load = Module._load;
Module._load = (name, ...rest) => (modules.add(name.replace(/^node:/, '')), load(name, ...rest));
process.on('exit', () => {
  process.stderr.write(JSON.stringify({ files: [...files], modules: [...modules] }));
});
`;

interface Opened {
  readonly files: readonly string[];
  readonly modules: readonly string[];
}

/** A path of dmctl's as seen from its folder; others as they are. */
const ours = (path: string): string => ofAnyBuild(path.replace(`${root}/`, ''));

/** What a start reads of dmctl, and what it loads of Node. */
async function openedBy(argv: readonly string[]): Promise<Opened> {
  const witness = join(await temporaryFolder(), 'witness.cjs');
  writeFileSync(witness, WITNESS);
  const { status, stderr } = dmctl(argv, { NODE_OPTIONS: `--require ${witness}` });
  expect(status).toBe(0);
  const { files, modules } = JSON.parse(stderr) as Opened;
  return {
    files: files.map(ours).sort(),
    modules: modules
      .map(ours)
      .filter((name) => name !== 'bin/run.js')
      .sort(),
  };
}

describe('a start', () => {
  test('of --version reads package.json and loads nothing', async () => {
    expect(await openedBy(['--version'])).toEqual({
      files: ['bin/run.js', 'package.json'],
      modules: ['fs', 'path', 'url', 'vm'],
    });
  });

  test.each([
    ['help', ['verify', '--help']],
    ['a command', ['explain', 'DM020']],
  ])(
    'of %s reads the bundle and its compiled code, and no more of Node than oclif needs',
    async (_, argv) => {
      expect(await openedBy(argv)).toEqual({
        files: ['bin/run.js', 'dist/ID.V8.code', 'dist/dmctl.cjs', 'package.json'],
        modules: [
          'fs',
          'fs/promises',
          'os',
          'package.json',
          'path',
          'perf_hooks',
          'process',
          'tty',
          'url',
          'util',
          'vm',
        ],
      });
    },
  );
});

test('a damaged bundle is reported without its source', async () => {
  const folder = await temporaryFolder();
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/dmctl.cjs'), '//id\n(function(exports){const secret = ;})');
  const run = join(folder, 'bin/run.js');
  const { status, stderr } = spawnSync(process.execPath, [run, 'help'], { encoding: 'utf8' });
  expect(stderr).toBe("error DM001: dmctl cannot be loaded: Unexpected token ';'\n");
  expect(status).toBe(1);
});

test('a Node that is too old is reported', async () => {
  const older = join(await temporaryFolder(), 'older.cjs');
  writeFileSync(
    older,
    `const versions = { ...process.versions, node: '20.18.3' };
Object.defineProperty(process, 'versions', { value: versions });\n`,
  );
  const { status, stdout, stderr } = dmctl(['verify'], { NODE_OPTIONS: `--require ${older}` });
  expect({ status, stdout }).toEqual({ status: 5, stdout: '' });
  expect(stderr).toMatch(/^dmctl needs Node 20\.19 or newer; this is v/);
});
