import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bunPackage } from './bun-runtime.ts';

export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** Reads the package.json of an npm package. @param folder its own */
export async function packageJson(folder: string): Promise<PackageJson> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageJson;
}

/** Name, version, licence and its text of one package. */
async function licenseOf(folder: string): Promise<string> {
  const { name, version, license } = await packageJson(folder);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const words = file === undefined ? 'no text with it' : await readFile(join(folder, file), 'utf8');
  return `${name} ${version}: ${license}\n\n${words.trim()}\n`;
}

/** Bun's npm packages have no text of their own with them. */
const ofBun = (version: string): string => `Bun ${version}: MIT, with libraries under other licences

Bun is under the MIT licence. Its binary holds JavaScriptCore and WebCore (LGPL 2), TinyCC (LGPL 2.1) and
other libraries. Their list, their licences and how to link Bun with another version of them:
https://github.com/oven-sh/bun/blob/bun-v${version}/LICENSE.md
In dmctl's copy the names of the variables that Bun reads are made void; nothing else differs.
`;

const RULE = `\n${'-'.repeat(78)}\n\n`;

/**
 * The licences of all that is in the executable but dmctl's own.
 *
 * @param packages folders of npm packages
 */
export async function licenses(packages: readonly string[]): Promise<string> {
  const texts = await Promise.all(packages.map((folder) => licenseOf(folder)));
  return [...texts, ofBun(bunPackage('x64').version)].join(RULE);
}
