import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { $ } from 'zx';
import { bundle } from './bundle.ts';
import { bun, closedBun, ownProcessor, type Processor } from './bun-runtime.ts';
import type { Release } from './release.ts';

const quiet = $({ quiet: true });

/**
 * As bin/run.js: SIGUSR1 does nothing, and asked alone, the version needs none of the bundle. Bun's own write
 * of its standard streams calls back for what was written last before what was written first has failed, so that
 * a full disk below them would go unseen; that of other streams does not. And its console goes past them.
 */
const mainScript = (code: string, { version }: Release): string => `
process.on('SIGUSR1', () => {});
const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  const { platform, arch, versions } = process;
  console.log(\`dmctl/${version} \${platform}-\${arch} bun-\${versions.bun}\`);
} else {
  const { prototype } = require('node:stream').Writable;
  for (const stream of [process.stdout, process.stderr]) stream.write = prototype.write;
  const { format } = require('node:util');
  console.log = (...words) => process.stdout.write(format(...words) + '\\n');
  console.error = (...words) => process.stderr.write(format(...words) + '\\n');
  const loaded = { exports: {} };
  (${code})(loaded.exports, require, loaded, '/dmctl', '/', 'file:///dmctl');
  loaded.exports.run(argv);
}
`;

export interface Executable {
  readonly path: string;
  /** The folders of the packages that are in it. */
  readonly packages: readonly string[];
}

/**
 * Makes the self-contained executable: Bun with the bundle in it (docs/decisions/0031). oclif.manifest.json
 * has to be there.
 *
 * @param work an empty folder, which it is made in
 * @param processor the one that it is for; any can be built on any
 */
export async function makeExecutable(
  release: Release,
  work: string,
  processor: Processor = ownProcessor(),
): Promise<Executable> {
  const { code, packages } = await bundle();
  const main = join(work, 'main.cjs');
  await writeFile(main, mainScript(code, release));
  const compiler = await bun(work, ownProcessor());
  const target = processor === ownProcessor() ? compiler : await bun(work, processor);
  const order = await calledFunctions(compiler, main, work);
  const path = join(work, processor, 'dmctl');
  await mkdir(join(work, processor));
  await compile(compiler, [
    ...['--target', `bun-linux-${processor}`],
    ...['--compile-executable-path', await closedBun(target)],
    ...['--bytecode-order', order.join(',')],
    ...[main, '--outfile', path],
  ]);
  return { path, packages };
}

/** Code of the caller's folder and settings of his are not to reach a program that runs as root. */
const ALONE = ['dotenv', 'bunfig', 'tsconfig', 'package-json'].map(
  (file) => `--no-compile-autoload-${file}`,
);

/**
 * dmctl runs for a second or two: code that a JIT compiles meanwhile is hardly used. A migration that reads
 * for hours reaches the threshold all the same.
 */
const RARELY_COMPILED = '--compile-jit-policy=1000';

function compile(compiler: string, rest: readonly string[]) {
  const usual = ['--compile', '--bytecode', '--minify', ...ALONE, RARELY_COMPILED];
  return quiet`${compiler} build ${usual} ${rest}`;
}

/** Commands that between them call most of the bytecode: a look at the host, help, a plan, a page of text. */
const USUAL = [
  ['verify'],
  ['verify', '--help'],
  ['setup', 'direct-lvm', '/dev/none', '--dry-run'],
  ['explain', 'DM020'],
];

/** Files that say which functions those call, so that they lie beside each other in the executable. */
async function calledFunctions(
  compiler: string,
  main: string,
  work: string,
): Promise<readonly string[]> {
  const trial = join(work, 'trial');
  await compile(compiler, [main, '--outfile', trial]);
  const files = USUAL.map((_, index) => join(work, `order-${String(index)}`));
  for (const [index, argv] of USUAL.entries()) {
    // On this host there may be no pool and no root: it is all the same how it ends.
    const env = { ...process.env, BUN_BYTECODE_ORDER_OUT: files[index] };
    await $({ quiet: true, nothrow: true, env })`${trial} ${argv}`;
  }
  return files;
}
