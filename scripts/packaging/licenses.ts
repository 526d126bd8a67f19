import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** Name, version, licence and its text of one package. */
async function licenseOf(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  const { name, version, license } = JSON.parse(text) as PackageJson;
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const words = file === undefined ? 'no text with it' : await readFile(join(folder, file), 'utf8');
  return `${name} ${version}: ${license}\n\n${words.trim()}\n`;
}

const RULE = `\n${'-'.repeat(78)}\n\n`;

/**
 * The licences of all that is in the executable but dmctl's own.
 *
 * @param packages folders of npm packages
 * @param node the text of Node's
 */
export async function licenses(packages: readonly string[], node: string): Promise<string> {
  const texts = await Promise.all(packages.map((folder) => licenseOf(folder)));
  return [...texts, `Node.js\n\n${node}`].join(RULE);
}
