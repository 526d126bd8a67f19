/** `npm run man`: writes the manual pages to build/man/; after `npm run build`. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtCommands } from './docs/built-commands.ts';
import { manPages } from './docs/man-pages.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'build/man');

const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
};

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const [name, text] of manPages(builtCommands(), { version, date: new Date() })) {
  await writeFile(join(folder, name), text);
}
