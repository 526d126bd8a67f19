/** `npm run man`: writes the manual pages to build/man/; after `npm run build`. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Commands } from './command-words.ts';
import { manPages } from './man-pages.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'build/man');

const read = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(root, name), 'utf8'));
const { commands } = (await read('oclif.manifest.json')) as { readonly commands: Commands };
const { version } = (await read('package.json')) as { readonly version: string };

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const [name, text] of manPages(commands, { version, date: new Date() })) {
  await writeFile(join(folder, name), text);
}
