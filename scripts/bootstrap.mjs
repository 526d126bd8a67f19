/**
 * node scripts/bootstrap.mjs [SCRIPT [ARG...]]
 *
 * Runs one of the project's TypeScript scripts on a fresh clone: installs the packages when
 * node_modules is not what package-lock.json says, builds dist/ when it is not of these sources,
 * then hands over to the script, if one is named. Plain Node without packages, because there may
 * be none yet.
 */
import { spawnSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [script, ...args] = process.argv.slice(2);
const BUILD = 'scripts/build.ts';
const BUILD_PARTS = ['scripts/packaging/bundle.ts', 'scripts/packaging/compile.cjs'];

const say = (text) => console.error(`bootstrap: ${text}`);

function stop(text) {
  say(text);
  process.exit(1);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch {
    return null;
  }
}

const textOf = (path) => {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

/** A hash over the names and contents of files. */
function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  return hash.digest('hex');
}

/** What npm itself noted down of the installed packages agrees with the lock file. */
function isInstalled() {
  const wanted = readJson('package-lock.json')?.packages ?? {};
  const found = readJson('node_modules/.package-lock.json')?.packages;
  if (!found) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional, peer }]) =>
      path === '' ||
      found[path]?.version === version ||
      ((optional || peer) && found[path] === undefined),
  );
}

const LOCK_STAMP = 'node_modules/.dmctl-lock';

function npmCi() {
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  return spawnSync(command, [...first, ...options], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function install() {
  const lock = hashOf(['package-lock.json']);
  if (textOf(LOCK_STAMP) === lock && isInstalled()) return;
  if (!isInstalled()) {
    say('npm ci: node_modules is not what package-lock.json says');
    if (npmCi().status !== 0) stop('npm ci failed');
  }
  writeFileSync(join(root, LOCK_STAMP), lock);
}

/** All that goes into dist/ and oclif.manifest.json. */
function sources() {
  const found = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
  return ['package.json', 'package-lock.json', BUILD, ...BUILD_PARTS, ...found.sort()];
}

const BUILD_STAMP = 'dist/.sources';
const MADE = ['dist/dmctl.cjs', 'oclif.manifest.json'];

function build() {
  // The compiled code in dist/ is of one Node.
  const hash = `${process.version} ${hashOf(sources())}`;
  const made = MADE.every((path) => existsSync(join(root, path)));
  if (made && textOf(BUILD_STAMP) === hash) return;
  say(made ? 'build: the sources have changed' : 'build: dist/ is not there');
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', BUILD], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) stop('the build failed');
  writeFileSync(join(root, BUILD_STAMP), hash);
}

/** The script has the terminal; a Ctrl-C reaches it directly, and we wait for what it makes of it. */
function handOver() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  child.on('error', (error) => stop(error.message));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 1;
    if (signal === null) return;
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  stop(`Node 20.19 or newer is needed; this is ${process.version}`);
}
install();
if (script !== BUILD) build();
if (script !== undefined) handOver();
