/** `npm run docs`: writes the pages of docs/ that are made from the source. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CODES } from '../src/cli/explain.ts';
import { codesPage } from './codes-page.ts';

await writeFile(join(import.meta.dirname, '../docs/codes.md'), codesPage(CODES));
