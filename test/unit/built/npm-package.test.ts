import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { buildDmctl, ofAnyBuild } from '../../helpers/built-dmctl.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const root = join(import.meta.dirname, '../../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
};

beforeAll(buildDmctl, 120_000);

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  expect(status, `${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

test('the npm package contains only what is needed, and runs with npx offline', async () => {
  const folder = await temporaryFolder();
  const said = run('npm', ['pack', '--json', '--ignore-scripts', root], folder);
  const [{ filename, files }] = JSON.parse(said) as [Packed];
  const kinds = files.map(({ path }) => ofAnyBuild(path));
  const others = kinds.filter((path) => !/^(docs|contrib)\//.test(path));
  expect([...new Set(others)].sort()).toEqual([
    'LICENSE',
    'README.md',
    'bin/package.json',
    'bin/run.js',
    'dist/ID.V8.code',
    'dist/dmctl.cjs',
    'package.json',
  ]);

  const offline = ['--offline', '--no-audit', '--no-fund'];
  run('npm', ['install', ...offline, join(folder, filename)], folder);
  expect(run('npx', ['--offline', 'dmctl', '--version'], folder)).toBe(
    `dmctl/${version} linux-x64 node-${process.version}\n`,
  );
  expect(run('npx', ['--offline', 'dmctl', 'explain', 'DM020'], folder)).toContain('not blank');
}, 60_000);
