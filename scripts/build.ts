/**
 * Bundles src/ into dist/dmctl.cjs, keeps V8's compiled code of it beside it, and writes
 * oclif.manifest.json. node_modules is not needed to run it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { build, type BuildOptions } from 'esbuild';
import { Plugin } from '@oclif/core';
import { glob } from 'zx';

const root = join(import.meta.dirname, '..');
const manifestPath = join(root, 'oclif.manifest.json');
const FOLDER = 'src/commands/';

/** Packages that oclif asks for only where it compiles TypeScript itself. */
const NEVER_LOADED = ['typescript', 'ts-node', 'tsx', 'tsx/esm/api', 'tsx/cjs/api'];

/** What bin/run.js asks of the bundle: main, and each command, run when it is called. */
async function entry(): Promise<string> {
  const commands = await glob(`${FOLDER}**/*.ts`, { cwd: root });
  const loaders = commands.sort().map((path) => {
    const id = path.slice(FOLDER.length, -'.ts'.length).replaceAll('/', ':');
    return `  ${JSON.stringify(id)}: () => import(${JSON.stringify(`./${path}`)}),`;
  });
  const main = "export { main } from './src/cli/main.ts';";
  return [main, 'export const commands = {', ...loaders, '};'].join('\n');
}

async function bundle(): Promise<string> {
  const options: BuildOptions = {
    absWorkingDir: root,
    stdin: { contents: await entry(), resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // jsonc-parser's CommonJS form hides its parts from a bundler.
    mainFields: ['module', 'main'],
    external: NEVER_LOADED,
    // In CommonJS import.meta is empty.
    define: { 'import.meta.url': '__url' },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
  };
  const { outputFiles } = await build({ ...options, write: false });
  const code = asciiOnly(outputFiles[0]?.text ?? '');
  return `(function(exports,require,module,__filename,__dirname,__url){${code}\n})`;
}

/** esbuild escapes strings, but leaves a regular expression's characters as they are. */
function asciiOnly(code: string): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return code.replace(/[\u0080-\uffff]/g, escaped);
}

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

await writeBundle(await bundle());
await writeManifest();
