import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.ts';
import { cached } from './cached.ts';
import type { Guest } from './guest.ts';
import { onHost } from './host-command.ts';

const PROGRAMS = [
  'containerd',
  'containerd-shim',
  'containerd-shim-runc-v1',
  'containerd-shim-runc-v2',
  'ctr',
];

/** Lays the containerd of another release over the guest's, and its runc; libraries stay the guest's. */
export async function layOver(guest: Guest, release: string): Promise<void> {
  const tree = await cached(
    `containerd-${release}`,
    (path) => Promise.resolve(existsSync(path) ? path : null),
    (path) =>
      bootstrap({ suite: release, variant: 'extract', packages: ['containerd', 'runc'] }, path),
  );
  const paths = [...PROGRAMS.map((name) => `usr/bin/${name}`), 'usr/bin/runc', 'usr/sbin/runc'];
  const there = paths.filter((path) => existsSync(join(tree, path)));
  await onHost('tar', '-C', tree, '-cf', join(guest.folder, 'over.tar'), ...there);
  await guest.ok('tar -C / -xf /run/lab/over.tar && containerd --version && runc --version');
}
