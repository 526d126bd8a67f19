#!/usr/bin/env node
// First of all, because SIGUSR1 makes Node open its debugger, on a port where anybody on the host can
// tell it what to run. With a listener it does not.
process.on('SIGUSR1', () => {});

// CommonJS, as the bundle is: Node's loader of ES modules costs as much as half of dmctl.
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');

const root = join(__dirname, '..');
const dist = join(root, 'dist');
const bundle = join(dist, 'dmctl.cjs');
const argv = process.argv.slice(2);

/** V8's compiled code of the bundle, named in its first line; undefined: V8 compiles it itself. */
function compiled(source) {
  const id = source.slice(2, source.indexOf('\n'));
  try {
    return readFileSync(join(dist, `${id}.${process.versions.v8}.code`));
  } catch {
    return undefined;
  }
}

/** The bundle. V8 refuses code of another version or other flags by itself, and compiles then. */
function load() {
  // esbuild writes ASCII alone, and V8 keeps such a string in half the room.
  const source = readFileSync(bundle, 'latin1');
  const script = new Script(source, { filename: bundle, cachedData: compiled(source) });
  const loaded = { exports: {} };
  const { href } = pathToFileURL(bundle);
  script.runInThisContext()(loaded.exports, require, loaded, bundle, dist, href);
  return loaded.exports;
}

function isTooOld([major, minor]) {
  return major < 20 || (major === 20 && minor < 19);
}

async function run() {
  if (isTooOld(process.versions.node.split('.').map(Number))) {
    console.error(`dmctl needs Node 20.19 or newer; this is ${process.version}`);
    process.exitCode = 5;
    return;
  }
  // Asked alone, the version needs nothing but package.json.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`);
    return;
  }
  if (!existsSync(bundle)) {
    console.error('dmctl is not built yet. In its folder: npm ci && npm run build');
    process.exitCode = 1;
    return;
  }
  await load().run(argv);
}

// Without this Node would print the line the error comes from, which is all of the bundle.
run().catch((error) => {
  console.error(`error DM001: dmctl cannot be loaded: ${error.message}`);
  process.exitCode = 1;
});
