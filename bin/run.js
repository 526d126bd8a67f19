#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const argv = process.argv.slice(2);
const at = (path) => new URL(`../${path}`, import.meta.url);
const BUNDLE = 'dist/dmctl.cjs';

/** V8's compiled code of the bundle, named in its first line; undefined: V8 compiles it itself. */
function compiled(source) {
  try {
    return readFileSync(at(`dist/${source.slice(2, source.indexOf('\n'))}.code`));
  } catch {
    return undefined;
  }
}

/** The bundle. V8 refuses code of another version or other flags by itself, and compiles then. */
function load() {
  const filename = fileURLToPath(at(BUNDLE));
  // esbuild writes ASCII alone, and V8 keeps such a string in half the room.
  const source = readFileSync(filename, 'latin1');
  const script = new Script(source, { filename, cachedData: compiled(source) });
  const module = { exports: {} };
  const { href } = at(BUNDLE);
  const require = createRequire(href);
  const folder = fileURLToPath(at('dist'));
  script.runInThisContext()(module.exports, require, module, filename, folder, href);
  return module.exports;
}

async function run() {
  // Asked alone, the version needs nothing but package.json.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    const { name, version } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
    console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`);
    return;
  }
  if (!existsSync(at(BUNDLE))) {
    console.error('dmctl is not built yet. In its folder: npm ci && npm run build');
    process.exitCode = 1;
    return;
  }
  const { main, commands } = load();
  await main(argv, { root: fileURLToPath(at('.')), commands });
}

await run();
