import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { glob } from 'zx';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENTS = await glob(['*.md', '{docs,contrib,test/lab}/**/*.md'], { cwd: ROOT });

const LINK = /\]\((?!https?:)(?<path>[^)#\s]*)(?:#(?<anchor>[^)\s]+))?\)/g;
const SOURCE = /(?<![\w./-])(?:src|scripts|test|bin)\/[\w./-]+\.(?:ts|js|mjs|cjs)\b/g;

const textOf = (document: string): string => readFileSync(join(ROOT, document), 'utf8');

/** The anchor that GitHub gives a heading of a Markdown page. */
const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

const anchorsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading));

function isBroken(document: string, path: string, anchor: string | undefined): boolean {
  const target = path === '' ? document : join(dirname(document), path);
  if (!existsSync(join(ROOT, target))) return true;
  return anchor !== undefined && !anchorsIn(textOf(target)).includes(anchor);
}

test.each(DOCUMENTS)('every link of %s leads to a page and a heading that exist', (document) => {
  const broken = [...textOf(document).matchAll(LINK)]
    .filter(({ groups }) => isBroken(document, groups?.['path'] ?? '', groups?.['anchor']))
    .map(([link]) => link);
  expect(broken).toEqual([]);
});

test.each(DOCUMENTS)('every source file that %s names exists', (document) => {
  const gone = (textOf(document).match(SOURCE) ?? []).filter(
    (path) => !existsSync(join(ROOT, path)),
  );
  expect(gone).toEqual([]);
});
