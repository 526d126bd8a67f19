import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { $ } from 'zx';
import { bundle } from '../bundle.ts';
import { nodeRuntime } from './node-runtime.ts';

/** What postject looks for in Node's binary (nodejs.org/api/single-executable-applications.html). */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const quiet = $({ quiet: true });

/** Runs when the snapshot is made; what it has loaded is in the heap that the executable starts with. */
const mainScript = (code: string): string => `const loaded = { exports: {} };
(${code})(loaded.exports, require, loaded, '/dmctl', '/', 'file:///dmctl');
require('node:v8').startupSnapshot.setDeserializeMainFunction(() =>
  loaded.exports.run(process.argv.slice(2)),
);
`;

export interface Executable {
  readonly path: string;
  /** The text of the licences of the Node that it is. */
  readonly nodeLicense: string;
  /** The folders of the packages that are in it. */
  readonly packages: readonly string[];
}

/**
 * Makes the self-contained executable: Node with dmctl's loaded heap in it, a single executable
 * application with a startup snapshot (docs/decisions/0021). oclif.manifest.json has to be there.
 *
 * @param work an empty folder, which it is made in
 */
export async function makeExecutable(work: string): Promise<Executable> {
  const { node, license } = await nodeRuntime(work);
  const { code, packages } = await bundle();
  return { path: await withSnapshot(node, code, work), nodeLicense: license, packages };
}

/** A copy of that Node, which makes the snapshot itself. */
async function withSnapshot(node: string, code: string, work: string): Promise<string> {
  const at = (name: string) => join(work, name);
  const config = {
    main: at('main.cjs'),
    output: at('main.blob'),
    disableExperimentalSEAWarning: true,
    useSnapshot: true,
    // Of the caller's NODE_OPTIONS nothing is to reach a program that runs as root.
    execArgvExtension: 'none',
  };
  await writeFile(config.main, mainScript(code));
  await writeFile(at('sea.json'), JSON.stringify(config));
  // The warnings name builtin modules that Node has not tried all of in a snapshot; the lab has.
  await quiet`${node} --no-warnings --experimental-sea-config ${at('sea.json')}`;
  await copyFile(node, at('dmctl'));
  await quiet`npx --no-install postject ${at('dmctl')} NODE_SEA_BLOB ${config.output} --sentinel-fuse ${FUSE}`;
  return at('dmctl');
}
