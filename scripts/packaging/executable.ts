import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { $ } from 'zx';
import { bundle } from './bundle.ts';
import { nodeRuntime } from './node-runtime.ts';
import type { Release } from './release.ts';

/** What postject looks for in Node's binary (nodejs.org/api/single-executable-applications.html). */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const quiet = $({ quiet: true });

/** As bin/run.js: asked alone, the version needs none of the bundle. */
const mainScript = (code: string, { version }: Release): string => `
const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  const { platform, arch, version } = process;
  console.log(\`dmctl/${version} \${platform}-\${arch} node-\${version}\`);
} else {
  const loaded = { exports: {} };
  (${code})(loaded.exports, require, loaded, '/dmctl', '/', 'file:///dmctl');
  loaded.exports.run(argv);
}
`;

export interface Executable {
  readonly path: string;
  /** The text of the licences of the Node that it is. */
  readonly nodeLicense: string;
  /** The folders of the packages that are in it. */
  readonly packages: readonly string[];
}

/**
 * Makes the self-contained executable: a single executable application of Node's
 * (docs/decisions/0021). oclif.manifest.json has to be there.
 *
 * @param work an empty folder, which it is made in
 */
export async function makeExecutable(release: Release, work: string): Promise<Executable> {
  const { node, license } = await nodeRuntime(work);
  const { code, packages } = await bundle();
  const path = await withScript(node, mainScript(code, release), work);
  return { path, nodeLicense: license, packages };
}

/** A copy of that Node with the script and V8's compiled code of it, which this Node makes itself. */
async function withScript(node: string, script: string, work: string): Promise<string> {
  const at = (name: string) => join(work, name);
  const config = {
    main: at('main.cjs'),
    output: at('main.blob'),
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    // Of the caller's NODE_OPTIONS nothing is to reach a program that runs as root.
    execArgvExtension: 'none',
    // SIGUSR1 opens the debugger of a Node without this, to anybody on the host.
    execArgv: ['--disable-sigusr1'],
  };
  await writeFile(config.main, script);
  await writeFile(at('sea.json'), JSON.stringify(config));
  await quiet`${node} --experimental-sea-config ${at('sea.json')}`;
  await copyFile(node, at('dmctl'));
  await quiet`npx --no-install postject ${at('dmctl')} NODE_SEA_BLOB ${config.output} --sentinel-fuse ${FUSE}`;
  return at('dmctl');
}
