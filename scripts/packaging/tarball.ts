import { join } from 'node:path';
import { $ } from 'zx';
import type { Processor } from './bun-runtime.ts';
import type { Release } from './release.ts';
import { writeTree, type Packaged } from './tree.ts';

/**
 * Builds an archive whose one folder is unpacked over /usr/local.
 *
 * @param files below that folder
 * @returns path of the archive in out
 */
export async function tarball(
  { version, date }: Release,
  processor: Processor,
  files: readonly Packaged[],
  { work, out }: { readonly work: string; readonly out: string },
): Promise<string> {
  const name = `dmctl-${version}-linux-${processor}`;
  await writeTree(join(work, name), files);
  const path = join(out, `${name}.tar.gz`);
  const owner = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name'];
  const mtime = `--mtime=${date.toISOString()}`;
  await $({ quiet: true })`tar -C ${work} ${owner} ${mtime} -czf ${path} ${name}`;
  return path;
}
