/**
 * `npm run package`: the self-contained executable, and from it a .tar.gz, a .deb and an .rpm, in
 * build/packages, with their checksums. Nothing but Node's npm package and, where they are missing,
 * Debian's tools is fetched.
 */
import { mkdtemp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { $ } from 'zx';
import { installMissing } from '../test/lab/guest/host-tools.ts';
import { builtCommands } from './docs/built-commands.ts';
import { manPages } from './docs/man-pages.ts';
import { KEPT_FOLDERS, packageFiles, type Made } from './packaging/content.ts';
import { debianPackage } from './packaging/deb.ts';
import { makeExecutable } from './packaging/executable.ts';
import { licenses } from './packaging/licenses.ts';
import { releaseOf, ROOT, type Release } from './packaging/release.ts';
import { rpmPackage } from './packaging/rpm.ts';
import { tarball } from './packaging/tarball.ts';

/** Debian packages with a file that proves each. */
const TOOLS = {
  binutils: '/usr/bin/strip',
  rpm: '/usr/bin/rpmbuild',
  lintian: '/usr/bin/lintian',
};

const DEBIAN = {
  prefix: 'usr/',
  dmctl: '/usr/sbin/dmctl',
  units: 'lib/systemd/system',
  zsh: 'vendor-completions',
};

const FEDORA = { ...DEBIAN, units: 'usr/lib/systemd/system', zsh: 'site-functions' };

const LOCAL = {
  prefix: '',
  dmctl: '/usr/local/sbin/dmctl',
  units: 'lib/systemd/system',
  zsh: 'site-functions',
};

async function make(release: Release, work: string): Promise<Made> {
  const { path, nodeLicense, packages } = await makeExecutable(release, work);
  const completion = async (shell: string) =>
    (await $({ quiet: true })`${path} completion ${shell}`).stdout;
  return {
    executable: path,
    manual: manPages(builtCommands(), release),
    bashCompletion: await completion('bash'),
    zshCompletion: await completion('zsh'),
    licenses: await licenses(
      packages.map((folder) => join(ROOT, folder)),
      nodeLicense,
    ),
  };
}

async function packages(release: Release, work: string, out: string): Promise<readonly string[]> {
  const made = await make(release, work);
  const debian = [...(await packageFiles(made, DEBIAN)), ...KEPT_FOLDERS];
  const fedora = [...(await packageFiles(made, FEDORA)), ...KEPT_FOLDERS];
  return [
    await tarball(release, await packageFiles(made, LOCAL), { work, out }),
    await debianPackage(release, debian, made.executable, { work, out }),
    await rpmPackage(release, fedora, { work, out }),
  ];
}

process.umask(0o022);
await installMissing(TOOLS);
const release = await releaseOf();
const out = join(ROOT, 'build/packages');
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const work = await mkdtemp(join(tmpdir(), 'dmctl-package-'));
try {
  const made = await packages(release, work, out);
  const names = made.map((path) => basename(path));
  const { stdout } = await $({ cwd: out, quiet: true })`sha256sum ${names}`;
  await writeFile(join(out, 'SHA256SUMS'), stdout);
  for (const line of stdout.trim().split('\n')) {
    const [sum = '', name = ''] = line.split(/ +/);
    const mib = (await stat(join(out, name))).size / 1024 ** 2;
    console.log(`${sum}  ${mib.toFixed(1).padStart(5)} MiB  build/packages/${name}`);
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
