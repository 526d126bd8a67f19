import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import { withFileLock } from './file-lock.ts';
import { cacheFolder } from './folders.ts';
import { GUEST_FILES } from './guest-files.ts';
import type { Kernel } from './kernel.ts';
import { LabError } from './lab-error.ts';
import * as recipe from './recipe.ts';
import { buildTree } from './tree.ts';

/** Raise it when the way an image is built changes, not only what goes in. */
const BUILD = 2;

/**
 * The path of the guest image for a Debian release. Built when missing, under a lock and renamed
 * into place, so any number of processes may ask at once and none sees half an image.
 */
export async function ensureImage(
  ingredients: recipe.Ingredients,
  kernel: Kernel,
): Promise<string> {
  const { suite } = ingredients;
  const image = join(cacheFolder(), `${suite}-${imageKey(ingredients, kernel)}.img`);
  if (existsSync(image)) return image;
  await withFileLock(join(cacheFolder(), `${suite}.lock`), async () => {
    if (!existsSync(image)) await build(ingredients, kernel, image);
  });
  return image;
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
  const folder = mkdtempSync(join(cacheFolder(), `build-${suite}-`));
  try {
    await buildTree(ingredients, kernel, join(folder, 'tree'));
    const file = join(folder, 'image');
    const make = $({ quiet: true, nothrow: true });
    const done =
      await make`mkfs.ext4 -q -F -L root -d ${join(folder, 'tree')} ${file} ${recipe.IMAGE_BYTES}`;
    if (done.exitCode !== 0) throw new LabError(`mkfs.ext4 failed:\n${done.stderr}`);
    renameSync(file, image);
    removeOldImages(suite, image);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  console.error(`lab: ${image} built in ${String(seconds)} s`);
}

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** A running guest may still stand on a recent one, of another branch for instance. */
function removeOldImages(suite: recipe.Suite, current: string): void {
  for (const name of readdirSync(cacheFolder())) {
    const file = join(cacheFolder(), name);
    if (!name.startsWith(`${suite}-`) || file === current) continue;
    if (Date.now() - statSync(file).atimeMs > WEEK_MS) rmSync(file);
  }
}
