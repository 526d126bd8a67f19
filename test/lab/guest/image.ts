import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from './cached.ts';
import { cacheFolder } from './folders.ts';
import { GUEST_FILES } from './guest-files.ts';
import { onHost } from './host-command.ts';
import type { Kernel } from './kernel.ts';
import * as recipe from './recipe.ts';
import { buildTree } from './tree.ts';

/** Raise it when the way an image is built changes, not only what goes in. */
const BUILD = 2;

/** The path of the guest image for a Debian release, built when there is none. */
export function ensureImage(ingredients: recipe.Ingredients, kernel: Kernel): Promise<string> {
  const { suite } = ingredients;
  return cached(
    `${suite}-${imageKey(ingredients, kernel)}.img`,
    (image) => Promise.resolve(existsSync(image) ? image : null),
    (image) => build(ingredients, kernel, image),
    suite,
  );
}

function imageKey({ suite, packages = [] }: recipe.Ingredients, kernel: Kernel): string {
  // A module's own order of its exports differs between those who run TypeScript.
  const sorted = Object.fromEntries(Object.entries(recipe).sort(([a], [b]) => (a < b ? -1 : 1)));
  const versions = { kernel: kernel.version, node: process.version };
  const parts = { ...sorted, BUILD, suite, packages, versions, GUEST_FILES };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

async function build(
  ingredients: recipe.Ingredients,
  kernel: Kernel,
  image: string,
): Promise<void> {
  const { suite } = ingredients;
  console.error(`lab: building the ${suite} guest, once; this takes about a minute`);
  const began = performance.now();
  const tree = `${image}.tree`;
  await buildTree(ingredients, kernel, tree);
  await onHost('mkfs.ext4', '-q', '-F', '-L', 'root', '-d', tree, image, recipe.IMAGE_BYTES);
  removeOldImages(suite);
  const seconds = Math.round((performance.now() - began) / 1000);
  console.error(`lab: the ${suite} guest is built, in ${String(seconds)} s`);
}

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** A running guest may still stand on a recent one, of another branch for instance. */
function removeOldImages(suite: recipe.Suite): void {
  for (const name of readdirSync(cacheFolder())) {
    const file = join(cacheFolder(), name);
    if (!name.startsWith(`${suite}-`)) continue;
    if (Date.now() - statSync(file).atimeMs > WEEK_MS) rmSync(file);
  }
}
