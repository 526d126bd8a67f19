import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import { withFileLock } from './file-lock.ts';
import { cacheFolder } from './folders.ts';
import { onHost } from './host-command.ts';

/** Debian packages the lab needs on the host, with a file that proves each. */
const TOOLS: Readonly<Record<string, string>> = {
  patchelf: '/usr/bin/patchelf',
  'uml-utilities': '/usr/bin/uml_mconsole',
  mmdebstrap: '/usr/bin/mmdebstrap',
  'debian-archive-keyring': '/usr/share/keyrings/debian-archive-keyring.gpg',
  e2fsprogs: '/usr/sbin/mkfs.ext4',
  'perl-base': '/usr/bin/perl',
  'util-linux': '/usr/bin/flock',
};

export const installHostTools = (): Promise<void> =>
  withFileLock(join(cacheFolder(), 'tools.lock'), () => installMissing(TOOLS));

/**
 * Installs what is missing with apt-get, and says so.
 *
 * @param tools Debian packages, with a file that proves each
 */
export async function installMissing(tools: Readonly<Record<string, string>>): Promise<void> {
  const missing = Object.keys(tools).filter((name) => !existsSync(tools[name] ?? ''));
  if (missing.length === 0) return;
  console.error(`installing ${missing.join(', ')} on this machine`);
  await $({ quiet: true, nothrow: true })`apt-get update`;
  const install = ['apt-get', 'install', '-y', '--no-install-recommends'];
  await onHost('env', 'DEBIAN_FRONTEND=noninteractive', ...install, ...missing);
}
