/**
 * Bundles src/ into dist/ and writes oclif.manifest.json: each command is an entry of its own,
 * loaded when it is called; what they share lies in chunks. node_modules is not needed to run it.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { Plugin } from '@oclif/core';
import { glob } from 'zx';

const root = join(import.meta.dirname, '..');
const manifestPath = join(root, 'oclif.manifest.json');

/** Packages that oclif asks for only where it compiles TypeScript itself. */
const NEVER_LOADED = ['typescript', 'ts-node', 'tsx', 'tsx/esm/api', 'tsx/cjs/api'];

/** CommonJS packages inside an ES module still call require and read __dirname. */
const BANNER = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { dirname as __dirnameOf } from 'node:path';",
  "import { fileURLToPath as __pathOf } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __pathOf(import.meta.url);',
  'const __dirname = __dirnameOf(__filename);',
].join('\n');

async function bundle(): Promise<void> {
  const commands = await glob('src/commands/**/*.ts', { cwd: root });
  const options: BuildOptions = {
    absWorkingDir: root,
    entryPoints: ['src/cli/main.ts', ...commands.sort()],
    outbase: 'src',
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    chunkNames: 'chunks/[name]-[hash]',
    // jsonc-parser's CommonJS form hides its parts from a bundler.
    mainFields: ['module', 'main'],
    external: NEVER_LOADED,
    banner: { js: BANNER },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
  };
  const { metafile } = await build({ ...options, metafile: true });
  await removeOthers(Object.keys(metafile.outputs));
}

/** Old files go last, so that a dmctl that is starting meanwhile finds all its parts. */
async function removeOthers(outputs: readonly string[]): Promise<void> {
  const found = await glob('dist/**', { cwd: root, onlyFiles: true, dot: true });
  const old = found.filter((path) => !outputs.includes(path));
  await Promise.all(old.map((path) => rm(join(root, path), { force: true })));
}

/** oclif's own list of the commands and their flags, so that none is loaded to find another. */
async function writeManifest(): Promise<void> {
  await rm(manifestPath, { force: true });
  const plugin = new Plugin({ root, type: 'core', errorOnManifestCreate: true, isRoot: true });
  await plugin.load();
  const commands = Object.entries(plugin.manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1));
  const manifest = { ...plugin.manifest, commands: Object.fromEntries(commands) };
  await writeFile(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`);
}

await bundle();
await writeManifest();
const { commands } = JSON.parse(await readFile(manifestPath, 'utf8')) as { commands: object };
console.log(
  `built dist/ and oclif.manifest.json: ${String(Object.keys(commands).length)} commands`,
);
