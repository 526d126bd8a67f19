/**
 * Bundles src/ into dist/dmctl.cjs, keeps V8's compiled code of it beside it, and writes
 * oclif.manifest.json. Neither node_modules nor the manifest is needed to run it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Plugin } from '@oclif/core';
import { $, argv, glob } from 'zx';
import { bundle } from './packaging/bundle.ts';
import { LATER_NODES, laterNode } from './packaging/later-nodes.ts';

const root = join(import.meta.dirname, '..');
const manifestPath = join(root, 'oclif.manifest.json');
const compiler = join(root, 'scripts/packaging/compile.cjs');

async function replace(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

/** Node that runs this, and with --every-node each later one that dmctl is said to run on. */
const NODES: readonly (readonly string[])[] = [
  [process.execPath],
  ...(argv['every-node'] === true ? LATER_NODES.map(laterNode) : []),
];

/**
 * V8 knows the source of its code by its length alone, so the bundle's first line names the files that
 * have the code of these very bytes, and each says of which V8 it is. Old files go last: a dmctl that
 * is starting finds its own.
 */
async function writeBundle(code: string): Promise<void> {
  const id = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const dist = join(root, 'dist');
  await mkdir(dist, { recursive: true });
  await replace(join(dist, 'dmctl.cjs'), `//${id}\n${code}`);
  for (const node of NODES) await $({ quiet: true })`${node} ${compiler} ${dist}`;
  const found = await glob('dist/**', { cwd: root, onlyFiles: true, dot: true });
  const isOld = (name: string): boolean => name !== 'dmctl.cjs' && !name.startsWith(`${id}.`);
  const old = found.filter((path) => isOld(basename(path)));
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
