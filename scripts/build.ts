/**
 * Bundles src/ into dist/dmctl.cjs, keeps V8's compiled code of it beside it, and writes
 * oclif.manifest.json. Neither node_modules nor the manifest is needed to run it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { Plugin } from '@oclif/core';
import { glob } from 'zx';
import { bundle } from './bundle.ts';

const root = join(import.meta.dirname, '..');
const manifestPath = join(root, 'oclif.manifest.json');

/**
 * V8's compiled code, functions that have not run included. Compiling them all is asked for here
 * alone: V8 refuses code that was made with other flags than it has when it reads it.
 */
function compiled(source: string): Buffer {
  setFlagsFromString('--no-lazy');
  const script = new Script(source, { filename: 'dmctl.cjs' });
  setFlagsFromString('--lazy');
  return script.createCachedData();
}

async function replace(path: string, content: string | Buffer): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

/**
 * V8 knows the source of its code by its length alone, so the bundle's first line names the file
 * that has the code of these very bytes. Old files go last: a dmctl that is starting finds its own.
 */
async function writeBundle(code: string): Promise<void> {
  const id = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const source = `//${id}\n${code}`;
  const names = ['dmctl.cjs', `${id}.code`];
  await mkdir(join(root, 'dist'), { recursive: true });
  await replace(join(root, 'dist', `${id}.code`), compiled(source));
  await replace(join(root, 'dist/dmctl.cjs'), source);
  const found = await glob('dist/**', { cwd: root, onlyFiles: true, dot: true });
  const old = found.filter((path) => !names.includes(basename(path)));
  await Promise.all(old.map((path) => rm(join(root, path), { force: true })));
}

/** oclif's own list of the commands and their flags, so that none is loaded to find another. */
async function writeManifest(): Promise<void> {
  const pjson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Plugin['pjson'];
  const options = { root, type: 'core', errorOnManifestCreate: true, isRoot: true, pjson };
  const plugin = new Plugin({ ...options, ignoreManifest: true });
  await plugin.load();
  const commands = Object.entries(plugin.manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1));
  const manifest = { ...plugin.manifest, commands: Object.fromEntries(commands) };
  await replace(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(`built dist/ and oclif.manifest.json: ${String(commands.length)} commands`);
}

await writeManifest();
await writeBundle((await bundle()).code);
