/** `npm run docs`: writes the pages of docs/ that are made from the source; after `npm run build`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CODES } from '../src/model/codes/index.ts';
import { builtCommands } from './docs/built-commands.ts';
import { codesPage } from './docs/codes-page.ts';
import { commandsPage } from './docs/commands-page.ts';

const root = join(import.meta.dirname, '..');

await writeFile(join(root, 'docs/codes.md'), codesPage(CODES));
await writeFile(join(root, 'docs/commands.md'), commandsPage(builtCommands()));
