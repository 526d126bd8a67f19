/**
 * `npm run release:check`: what has to be seen before a release. CHANGELOG.md and package.json name
 * the same version; a clean clone builds all packages; lintian finds no error; each package does, in
 * a guest of the lab of its own, what `npm run demo` shows. Then their sizes and checksums.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { $ } from 'zx';
import type { Suite } from '../test/lab/guest/recipe.ts';
import { withGuest } from '../test/lab/guest/with-guest.ts';
import { DEMO } from './lab/demo-commands.ts';
import { releaseOf, ROOT } from './packaging/release.ts';

interface Form {
  readonly what: string;
  readonly suite: Suite;
  /** Debian packages that the guest needs for it. */
  readonly packages?: readonly string[];
  /** On this machine: puts the package, or what is in it, into a guest's /run/lab. */
  readonly bring: string;
  /** In the guest. */
  readonly install: string;
  /** Where dmctl is then. */
  readonly path: string;
}

const DEB = { what: '.deb', bring: 'cp *.deb "$0"', install: 'dpkg -i *.deb', path: '/usr/sbin' };

const FORMS: readonly Form[] = [
  { ...DEB, suite: 'bullseye' },
  { ...DEB, suite: 'bookworm' },
  {
    what: '.tar.gz',
    suite: 'bookworm',
    bring: 'cp *.tar.gz "$0"',
    install: 'tar -xzf *.tar.gz -C /usr/local --strip-components=1',
    path: '/usr/local/sbin',
  },
  {
    // What it asks for is there as Debian's packages, which rpm knows nothing of: that is read here.
    what: '.rpm',
    suite: 'bookworm',
    packages: ['rpm'],
    bring: 'rpm -qp --requires *.rpm | grep -qx device-mapper-persistent-data && cp *.rpm "$0"',
    install: 'rpm -i --nodeps *.rpm && rpm -V --nodeps dmctl',
    path: '/usr/sbin',
  },
  {
    what: 'npm',
    suite: 'bookworm',
    bring: 'npm install --silent --offline --prefix "$0/npm" ./dmctl-*.tgz',
    install: 'cp -a npm /opt/npm',
    path: '/opt/npm/node_modules/.bin:/opt/node/bin',
  },
];

const quiet = $({ quiet: true });

/** The packages of a clone without anything of this folder's that is not committed. */
async function build(work: string): Promise<string> {
  const clone = join(work, 'clone');
  await quiet`git clone --quiet ${ROOT} ${clone}`;
  await $({ cwd: clone, stdio: 'inherit' })`npm run --silent package`;
  const packages = join(clone, 'build/packages');
  await $({ cwd: packages, quiet: true })`npm pack --silent ${clone}`;
  await $({ cwd: packages, stdio: 'inherit' })`bash -c ${'lintian --fail-on error *.deb'}`;
  return packages;
}

/** @throws Error with what was said, when a command of the demo fails */
async function tryIn(folder: string, form: Form): Promise<string> {
  const { suite, packages = [], bring, install, path } = form;
  return withGuest({ suite, packages, disks: { xvdf: '10G' } }, async (guest) => {
    await $({ cwd: folder, quiet: true })`bash -c ${`set -e; ${bring}`} ${guest.folder}`;
    await guest.ok(`cd /run/lab && ${install}`);
    const env = { PATH: `${path}:/usr/sbin:/usr/bin:/sbin:/bin` };
    for (const command of DEMO) await guest.ok(command, { env });
    return guest.ok('dmctl --version', { env });
  });
}

const { version } = await releaseOf();
const changed = await $({ cwd: ROOT, quiet: true })`git status --porcelain`;
if (changed.stdout !== '') throw new Error(`not committed:\n${changed.stdout}`);
const work = await mkdtemp(join(tmpdir(), 'dmctl-release-'));
try {
  const packages = await build(work);
  for (const form of FORMS) {
    const said = await tryIn(packages, form);
    console.log(`ok  ${form.what} on ${form.suite}: ${said.trim()}`);
  }
  const sums = await readFile(join(packages, 'SHA256SUMS'), 'utf8');
  console.log(`\ndmctl ${version}\n${sums}`);
} finally {
  await rm(work, { recursive: true, force: true });
}
