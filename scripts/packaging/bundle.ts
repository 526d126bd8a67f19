import { basename, join } from 'node:path';
import { build, transform, type BuildOptions, type Plugin } from 'esbuild';
import { glob } from 'zx';

const root = join(import.meta.dirname, '../..');
const FOLDER = 'src/commands/';

/** Packages that oclif asks for only where it compiles TypeScript itself. */
const NEVER_LOADED = ['typescript', 'ts-node', 'tsx', 'tsx/esm/api', 'tsx/cjs/api'];

/** What oclif loads at start and calls only to find commands, plugins and package.json on disk. */
const NEVER_CALLED =
  /^(lilconfig|minimatch|semver|tinyglobby|wsl-utils|get-package-type)$|read-tsconfig$|ts-path$/;

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
 *
 * Code that one command needs and another does not is a function of its own inside, called when it is first asked
 * for: at its start an engine makes an object for each function of the one that it runs.
 */
export async function bundle(): Promise<Bundled> {
  const options: BuildOptions = {
    absWorkingDir: root,
    stdin: { contents: await entry(), resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'esm',
    splitting: true,
    outdir: '/parts',
    platform: 'node',
    target: 'node20',
    // jsonc-parser's CommonJS form hides its parts from a bundler.
    mainFields: ['module', 'main'],
    external: NEVER_LOADED,
    plugins: [leftOut, onlyTemplates],
    define: { 'import.meta.url': '__url' },
    legalComments: 'none',
    logLevel: 'warning',
  };
  const { outputFiles, metafile } = await build({ ...options, write: false, metafile: true });
  const parts = outputFiles.map(({ path, text }) => asFunction(basename(path), text));
  const folders = Object.keys(metafile.inputs).map((path) => PACKAGE.exec(path)?.[0] ?? '');
  return {
    code: asciiOnly(await together(await Promise.all(parts))),
    packages: [...new Set(folders)].filter((folder) => folder !== '').sort(),
  };
}

/** A part as a property: its name, and it as a function that CommonJS calls. */
async function asFunction(name: string, module: string): Promise<string> {
  const { code } = await transform(module, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // Another part is asked of the loader, not of Node.
    supported: { 'dynamic-import': false },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
  });
  return `${JSON.stringify(`./${name}`)}(exports,require,module){${code}\n}`;
}

/** The parts in one function, which calls each once. */
async function together(parts: readonly string[]): Promise<string> {
  const loader = `
    const parts = {__PARTS__};
    const loaded = new Map();
    const load = (name) => {
      const found = loaded.get(name);
      if (found !== undefined) return found.exports;
      if (!Object.hasOwn(parts, name)) return require(name);
      const module = { exports: {} };
      loaded.set(name, module);
      parts[name](module.exports, load, module);
      return module.exports;
    };
    exports.run = (argv) => load('./stdin.js').run(argv);`;
  const { code } = await transform(loader, { minifyWhitespace: true });
  const [before = '', after = ''] = code.trim().split('{__PARTS__}');
  return `(function(exports,require,module,__filename,__dirname,__url){${before}{${parts.join(',')}}${after}\n})`;
}

/** esbuild escapes strings, but leaves a regular expression's characters as they are. */
function asciiOnly(code: string): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return code.replace(/[\u0080-\uffff]/g, escaped);
}
