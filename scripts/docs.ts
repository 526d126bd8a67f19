/** `npm run docs`: writes the pages of docs/ that are made from the source; after `npm run build`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CODES } from '../src/cli/explain.ts';
import { codesPage } from './codes-page.ts';
import type { Commands } from './command-words.ts';
import { commandsPage } from './commands-page.ts';

const root = join(import.meta.dirname, '..');
const manifest = JSON.parse(await readFile(join(root, 'oclif.manifest.json'), 'utf8')) as {
  readonly commands: Commands;
};

await writeFile(join(root, 'docs/codes.md'), codesPage(CODES));
await writeFile(join(root, 'docs/commands.md'), commandsPage(manifest.commands));
