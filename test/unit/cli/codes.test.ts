import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { glob } from 'zx';
import { codesPage } from '../../../scripts/codes-page.ts';
import { CODES } from '../../../src/cli/explain.ts';

const root = join(import.meta.dirname, '../../..');

/** The codes that source files other than the explanations themselves name. */
async function codesInSource(): Promise<ReadonlySet<string>> {
  const files = await glob('src/**/*.ts', { cwd: root, ignore: ['src/model/codes/**'] });
  const texts = files.map((file) => readFileSync(join(root, file), 'utf8'));
  return new Set(texts.flatMap((text) => text.match(/(?<=')DM\d{3}(?=')/g) ?? []));
}

test('docs/codes.md is what npm run docs writes', () => {
  expect(readFileSync(join(root, 'docs/codes.md'), 'utf8')).toBe(codesPage(CODES));
});

test('every code that dmctl can print is explained', async () => {
  const printed = await codesInSource();
  expect(printed.size).toBeGreaterThan(50);
  expect([...printed].filter((code) => !(code in CODES))).toEqual([]);
});

test('every explanation is of a code that dmctl can print', async () => {
  const printed = await codesInSource();
  expect(Object.keys(CODES).filter((code) => !printed.has(code))).toEqual([]);
});
