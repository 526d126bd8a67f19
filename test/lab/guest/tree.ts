import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { $ } from 'zx';
import { GUEST_FILES } from './guest-files.ts';
import { LabError } from './lab-error.ts';
import { debianMirror } from './mirror.ts';
import {
  DISABLED_UNITS,
  LEFT_OUT,
  MASKED_GENERATORS,
  MASKED_UNITS,
  PACKAGES,
  PRISTINE,
  type Ingredients,
} from './recipe.ts';

const run = $({ quiet: true, nothrow: true });
const UML_MODULES = '/usr/lib/uml/modules';

/** Builds the guest's root as a tree of files in a folder that does not exist yet. */
export async function buildTree(ingredients: Ingredients, tree: string): Promise<void> {
  await bootstrap(ingredients, tree);
  cpSync(UML_MODULES, join(tree, 'lib/modules'), { recursive: true });
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

async function bootstrap({ suite, packages = [] }: Ingredients, tree: string): Promise<void> {
  const mirror = await debianMirror();
  const options = [
    '--mode=root',
    '--variant=minbase',
    `--include=${[...PACKAGES, ...packages].join(',')}`,
    // Old releases are archived with an index that has expired.
    '--aptopt=Acquire::Check-Valid-Until "false"',
    ...LEFT_OUT.map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
    '--keyring=/usr/share/keyrings/debian-archive-keyring.gpg',
  ];
  const done = await run`mmdebstrap ${options} ${suite} ${tree} ${mirror}`;
  if (done.exitCode !== 0) throw new LabError(`mmdebstrap ${suite} failed:\n${done.stderr}`);
}

async function inside(tree: string, script: string): Promise<void> {
  const done = await run`chroot ${tree} /bin/sh -c ${script}`;
  if (done.exitCode !== 0) throw new LabError(`in ${tree}: ${script}\n${done.stderr}`);
}
