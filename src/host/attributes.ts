import { HostError } from '../model/host.ts';
import { readLstat } from './read.ts';
import type { HostProgram } from './programs.ts';
import type { Runner } from './runner.ts';

/** libselinux's is_selinux_enabled(3): selinuxfs is mounted, and the system has a configuration. */
const SELINUX = ['/sys/fs/selinux/enforce', '/etc/selinux/config'];

async function selinuxEnabled(): Promise<boolean> {
  const found = await Promise.all(SELINUX.map(readLstat));
  return found.every((stat) => stat !== null);
}

async function mustSucceed(
  runner: Runner,
  program: HostProgram,
  args: readonly string[],
  subject: string,
): Promise<void> {
  const { exitCode, stderr } = await runner.run({ program, args, writes: true });
  if (exitCode === 0) return;
  throw new HostError('cannot-write', subject, `attributes of ${subject}: ${stderr.trim()}`);
}

/**
 * Gives `to` the owner, mode, access control list and extended attributes of `from`, and its
 * SELinux context if SELinux is enabled. Node has no calls for extended attributes; cp(1) has, and
 * fails if it cannot keep what --preserve names.
 * @throws HostError when any of it cannot be kept
 */
export async function copyAttributes(runner: Runner, from: string, to: string): Promise<void> {
  const context = (await selinuxEnabled()) ? ',context' : '';
  const args = ['--attributes-only', `--preserve=mode,ownership,xattr${context}`, '--', from, to];
  await mustSucceed(runner, 'cp', args, from);
}

/**
 * Gives `to` the SELinux context of `from`; does nothing if SELinux is disabled.
 * @throws HostError when it cannot
 */
export async function copyLabel(runner: Runner, from: string, to: string): Promise<void> {
  if (!(await selinuxEnabled())) return;
  await mustSucceed(runner, 'chcon', [`--reference=${from}`, '--', to], to);
}
