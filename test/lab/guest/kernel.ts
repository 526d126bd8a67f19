import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import { withFileLock } from './file-lock.ts';
import { cacheFolder } from './folders.ts';
import { LabError } from './lab-error.ts';
import { bootstrap } from './bootstrap.ts';

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

async function kernelOf(suite: string): Promise<Kernel> {
  const tree = join(cacheFolder(), `kernel-${suite}`);
  return (
    (await kernelIn(tree)) ??
    (await withFileLock(join(cacheFolder(), 'kernel.lock'), async () => {
      const already = await kernelIn(tree);
      if (already !== null) return already;
      await fetch(suite, tree);
      const fetched = await kernelIn(tree);
      if (fetched === null) throw new LabError(`${tree}/${PROGRAM} does not start`);
      return fetched;
    }))
  );
}

const PROGRAM = 'usr/bin/linux.uml';

/** The kernel in a tree if it starts on this machine. */
async function kernelIn(tree: string): Promise<Kernel | null> {
  const program = join(tree, PROGRAM);
  const asked = await quiet`${program} --version`;
  if (asked.exitCode !== 0) return null;
  return { program, modules: join(tree, 'usr/lib/uml/modules'), version: asked.stdout.trim() };
}

/** Renamed into place when whole. */
async function fetch(suite: string, tree: string): Promise<void> {
  console.error(`lab: fetching the guests' kernel from ${suite}, once`);
  const folder = mkdtempSync(join(cacheFolder(), 'build-kernel-'));
  try {
    const made = join(folder, 'tree');
    await bootstrap({ suite, variant: 'extract', packages: ['user-mode-linux', 'libc6'] }, made);
    await useOwnLibrary(made, tree);
    rmSync(tree, { recursive: true, force: true });
    renameSync(made, tree);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** It may need a newer C library than this machine's: it came with one. */
async function useOwnLibrary(made: string, tree: string): Promise<void> {
  const folders = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'];
  const loader = folders.map((folder) => `${folder}/ld-linux-x86-64.so.2`);
  const found = loader.find((path) => existsSync(join(made, path)));
  if (found === undefined) throw new LabError(`no C library in ${made}`);
  const libraries = folders.map((folder) => join(tree, folder)).join(':');
  const done =
    await quiet`patchelf --set-interpreter ${join(tree, found)} --set-rpath ${libraries} ${join(made, PROGRAM)}`;
  if (done.exitCode !== 0) throw new LabError(`patchelf failed:\n${done.stderr}`);
}

const quiet = $({ quiet: true, nothrow: true });
