import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bootstrap } from './bootstrap.ts';
import { GUEST_FILES } from './guest-files.ts';
import { onHost } from './host-command.ts';
import type { Kernel } from './kernel.ts';
import {
  DISABLED_UNITS,
  MASKED_GENERATORS,
  MASKED_UNITS,
  PACKAGES,
  PRISTINE,
  type Ingredients,
} from './recipe.ts';

/** Builds the guest's root as a tree of files in a folder that does not exist yet. */
export async function buildTree(
  { suite, packages = [] }: Ingredients,
  kernel: Kernel,
  tree: string,
): Promise<void> {
  await bootstrap({ suite, variant: 'minbase', packages: [...PACKAGES, ...packages] }, tree);
  cpSync(kernel.modules, join(tree, 'lib/modules'), { recursive: true });
  mkdirSync(join(tree, 'opt/node/bin'), { recursive: true });
  cpSync(process.execPath, join(tree, 'opt/node/bin/node'));
  mkdirSync(join(tree, 'opt/dmctl-src'));
  for (const [path, { text, mode = 0o644 }] of Object.entries(GUEST_FILES)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
    chmodSync(join(tree, path), mode);
  }
  await inside(tree, 'for v in /lib/modules/*; do depmod "${v##*/}"; done');
  await inside(tree, `systemctl disable ${DISABLED_UNITS.join(' ')}`);
  await inside(tree, `systemctl enable lab-mounts.service lab-agent.service`);
  await inside(tree, `systemctl mask ${MASKED_UNITS.join(' ')}`);
  maskGenerators(tree);
  await inside(tree, TEST_IMAGE);
  await inside(tree, keepPristine);
  await inside(tree, '/opt/node/bin/node --version');
}

function maskGenerators(tree: string): void {
  const folder = join(tree, 'etc/systemd/system-generators');
  mkdirSync(folder, { recursive: true });
  for (const name of MASKED_GENERATORS) symlinkSync('/dev/null', join(folder, name));
}

/** Docker images need a registry; this one is imported from a file instead. */
const TEST_IMAGE = `
set -e
mkdir -p /opt/lab/bb/bin /opt/lab/bb/tmp
cp /bin/busybox /opt/lab/bb/bin/
chroot /opt/lab/bb /bin/busybox --install -s /bin
tar -C /opt/lab/bb -cf /opt/lab/bb.tar .
rm -r /opt/lab/bb`;

/** Not every release has each of them. */
const keepPristine = `
cd /
for path in ${PRISTINE.join(' ')}; do [ ! -e $path ] || echo $path; done >/opt/lab/pristine.list
tar -cf /opt/lab/pristine.tar -T /opt/lab/pristine.list`;

const inside = (tree: string, script: string): Promise<void> =>
  onHost('chroot', tree, '/bin/sh', '-c', script);
