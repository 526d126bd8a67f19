import { join } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { glob } from 'zx';

const root = join(import.meta.dirname, '../..');
const FOLDER = 'src/commands/';

/** Packages that oclif asks for only where it compiles TypeScript itself. */
const NEVER_LOADED = ['typescript', 'ts-node', 'tsx', 'tsx/esm/api', 'tsx/cjs/api'];

/** What oclif loads at start and calls only to find commands, plugins and package.json on disk. */
const NEVER_CALLED = /^(lilconfig|minimatch|semver|tinyglobby|wsl-utils)$/;

/** Modules of Node's that oclif itself would need for arguments read from stdin, and on Windows. */
const NEVER_CALLED_BY_OCLIF = /^node:(child_process|readline)$/;

/** Empty modules in their place: a call would be a TypeError. */
const leftOut: Plugin = {
  name: 'left out',
  setup(bundler) {
    bundler.onResolve({ filter: NEVER_CALLED }, ({ path }) => ({ path, namespace: 'left-out' }));
    bundler.onResolve({ filter: NEVER_CALLED_BY_OCLIF }, ({ path, importer }) =>
      importer.includes('/node_modules/@oclif/core/') ? { path, namespace: 'left-out' } : undefined,
    );
    bundler.onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: '' }));
  },
};

/** Compiles only what is a template, few of the lines of a help text are; ejs takes half a millisecond for each. */
const RENDER = `
  import ejs from 'ejs';
  const render = (text, data) => (text.includes('<%') ? ejs.render(text, data) : text);
  export default { render };
`;

const onlyTemplates: Plugin = {
  name: 'only templates',
  setup(bundler) {
    bundler.onResolve({ filter: /^ejs$/ }, ({ path, namespace }) =>
      namespace === 'only-templates' ? undefined : { path, namespace: 'only-templates' },
    );
    bundler.onLoad({ filter: /./, namespace: 'only-templates' }, () => ({
      contents: RENDER,
      resolveDir: root,
    }));
  },
};

/** `run(argv)`, with oclif's manifest and what it takes of package.json in the code itself. */
async function entry(): Promise<string> {
  const commands = await glob(`${FOLDER}**/*.ts`, { cwd: root });
  const loaders = commands.sort().map((path) => {
    const id = path.slice(FOLDER.length, -'.ts'.length).replaceAll('/', ':');
    return `  ${JSON.stringify(id)}: () => import(${JSON.stringify(`./${path}`)}),`;
  });
  return [
    "import { BundledPlugin } from './src/cli/bundled-plugin.ts';",
    "import { main } from './src/cli/main.ts';",
    "import manifest from './oclif.manifest.json';",
    "import { name, version, description, oclif } from './package.json';",
    'const commands = {',
    ...loaders,
    '};',
    'const pjson = { name, version, description, oclif };',
    'export const run = (argv) => main(argv, new BundledPlugin({ pjson, manifest, commands }));',
  ].join('\n');
}

/** The folder of the package that a file belongs to. */
const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;

export interface Bundled {
  readonly code: string;
  /** Folders of the packages whose code is in it, below the project's. */
  readonly packages: readonly string[];
}

/**
 * All of dmctl as one CommonJS function of ASCII alone, which takes (exports, require, module,
 * __filename, __dirname, its own file: URL) and exports `run`. oclif.manifest.json has to be there.
 */
export async function bundle(): Promise<Bundled> {
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
    plugins: [leftOut, onlyTemplates],
    // In CommonJS import.meta is empty.
    define: { 'import.meta.url': '__url' },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
  };
  const { outputFiles, metafile } = await build({ ...options, write: false, metafile: true });
  const code = asciiOnly(outputFiles[0]?.text ?? '');
  const folders = Object.keys(metafile.inputs).map((path) => PACKAGE.exec(path)?.[0] ?? '');
  return {
    code: `(function(exports,require,module,__filename,__dirname,__url){${code}\n})`,
    packages: [...new Set(folders)].filter((folder) => folder !== '').sort(),
  };
}

/** esbuild escapes strings, but leaves a regular expression's characters as they are. */
function asciiOnly(code: string): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return code.replace(/[\u0080-\uffff]/g, escaped);
}
