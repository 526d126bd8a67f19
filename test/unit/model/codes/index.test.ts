import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { glob } from 'zx';
import { codesPage } from '../../../../scripts/docs/codes-page.ts';
import { CODES } from '../../../../src/model/codes/index.ts';

const root = join(import.meta.dirname, '../../../..');

/** The codes that source files other than the explanations themselves name. */
async function codesInSource(): Promise<ReadonlySet<string>> {
  const files = await glob('src/**/*.ts', { cwd: root, ignore: ['src/model/codes/**'] });
  const texts = files.map((file) => readFileSync(join(root, file), 'utf8'));
  return new Set(texts.flatMap((text) => text.match(/(?<=')DM\d{3}(?=')/g) ?? []));
}

test('docs/codes.md is what npm run docs writes', () => {
  expect(readFileSync(join(root, 'docs/codes.md'), 'utf8')).toBe(codesPage(CODES));
});

test('every code that has an explanation is printed somewhere', async () => {
  const printed = await codesInSource();
  expect(printed.size).toBeGreaterThan(50);
  expect(Object.keys(CODES).filter((code) => !printed.has(code))).toEqual([]);
});

test('every code in the source has an explanation', async () => {
  const printed = await codesInSource();
  expect([...printed].filter((code) => !(code in CODES))).toEqual([]);
});

describe('the explanation', () => {
  it.each(Object.entries(CODES))('of %s says what it means, why, and what to do', (_, text) => {
    expect(Object.keys(text)).toEqual(['title', 'meaning', 'why', 'fix']);
    expect(text.title).toMatch(/^\S.*[^.\s]$/);
    for (const sentence of [text.meaning, text.why]) expect(sentence).toMatch(/^\S.*[.)"]$/);
    expect(text.fix).not.toHaveLength(0);
    for (const line of text.fix) expect(line).toMatch(/\S/);
  });
});
