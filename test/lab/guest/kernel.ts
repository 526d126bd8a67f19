import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import { bootstrap } from './bootstrap.ts';
import { cached } from './cached.ts';
import { cacheFolder } from './folders.ts';
import { onHost } from './host-command.ts';
import { LabError } from './lab-error.ts';

/**
 * Debian releases whose `user-mode-linux` is the guests' kernel, the first that can be had. From
 * 6.17 on it runs the guest's programs without ptrace(2), see seccomp= in linux.uml(1): a fork is
 * ten times faster. DMCTL_LAB_KERNEL names another one.
 */
const SUITES = ['forky', 'bookworm'] as const;

/** A kernel that runs as a program of this machine. */
export interface Kernel {
  /** The program, on its own release's C library. */
  readonly program: string;
  /** Folder of modules/VERSION. */
  readonly modules: string;
  readonly version: string;
}

/** The guests' kernel, fetched from Debian's mirror when there is none in the cache yet. */
export async function ensureKernel(): Promise<Kernel> {
  const asked = process.env['DMCTL_LAB_KERNEL'];
  const failures: string[] = [];
  for (const suite of asked === undefined ? SUITES : [asked]) {
    try {
      return await kernelOf(suite);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
      console.error(`lab: no kernel of ${suite}: ${failures.at(-1) ?? ''}`);
    }
  }
  throw new LabError(`no kernel for the guests:\n${failures.join('\n')}`);
}

const kernelOf = (suite: string): Promise<Kernel> => {
  const name = `kernel-${suite}`;
  return cached(name, kernelIn, (made) => unpack(suite, made, join(cacheFolder(), name)));
};

const PROGRAM = 'usr/bin/linux.uml';

/** The kernel in a tree if it starts on this machine. */
async function kernelIn(tree: string): Promise<Kernel | null> {
  const program = join(tree, PROGRAM);
  const asked = await $({ quiet: true, nothrow: true })`${program} --version`;
  if (asked.exitCode !== 0) return null;
  return { program, modules: join(tree, 'usr/lib/uml/modules'), version: asked.stdout.trim() };
}

/**
 * It may need a newer C library than this machine's, so it comes with one.
 * @param place where the tree will be when it is used
 */
async function unpack(suite: string, tree: string, place: string): Promise<void> {
  console.error(`lab: fetching the guests' kernel from ${suite}, once`);
  await bootstrap({ suite, variant: 'extract', packages: ['user-mode-linux', 'libc6'] }, tree);
  const folders = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'];
  const loaders = folders.map((folder) => `${folder}/ld-linux-x86-64.so.2`);
  const loader = loaders.find((path) => existsSync(join(tree, path)));
  if (loader === undefined) throw new LabError(`no C library in ${tree}`);
  const libraries = folders.map((folder) => join(place, folder)).join(':');
  const own = ['--set-interpreter', join(place, loader), '--set-rpath', libraries];
  await onHost('patchelf', ...own, join(tree, PROGRAM));
}
