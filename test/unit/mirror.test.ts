import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Folders whose tests are about dmctl as a whole: odd input, and what is built. */
const ABOUT_ALL = /^(hostile|built)\//;

/**
 * `apply/step.mend.test.ts` and `apply/step.test.ts` are about src/apply/step.ts, `lvm/lvm.test.ts` is
 * about all of src/lvm.
 */
function sourceOf(path: string): string {
  const name = path.replace(/^.*\//, '').replace(/\..*$/, '.ts');
  const isOfFolder = `${basename(dirname(path))}.ts` === name;
  const folder = path.startsWith('scripts/') ? dirname(path) : join('src', dirname(path));
  return isOfFolder ? folder : join(folder, name);
}

test('every unit test stands where its source does, and has its name', () => {
  const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.test.ts'),
  );
  const strays = tests.filter(
    (path) =>
      path.includes('/') && !ABOUT_ALL.test(path) && !existsSync(join(ROOT, sourceOf(path))),
  );

  expect(tests.length).toBeGreaterThan(100);
  expect(strays).toEqual([]);
});
