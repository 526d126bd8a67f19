/**
 * `npm run package [-- PROCESSOR...]`: the self-contained executable for each processor (x64, arm64), and from
 * it a .tar.gz, a .deb and an .rpm, with a bill of materials (CycloneDX) each, in build/packages, with their
 * checksums. Nothing but Bun's npm packages and, where they are missing, Debian's tools is fetched.
 */
import { mkdtemp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { $, argv } from 'zx';
import { installMissing } from '../test/lab/guest/host-tools.ts';
import { builtCommands } from './docs/built-commands.ts';
import { manPages } from './docs/man-pages.ts';
import { isProcessor, PROCESSORS, type Processor } from './packaging/bun-runtime.ts';
import { KEPT_FOLDERS, packageFiles, type Made } from './packaging/content.ts';
import { debianPackage } from './packaging/deb.ts';
import { makeExecutable } from './packaging/executable.ts';
import { licenses } from './packaging/licenses.ts';
import { releaseOf, ROOT, type Release } from './packaging/release.ts';
import { rpmPackage } from './packaging/rpm.ts';
import { billOfMaterials } from './packaging/sbom.ts';
import { tarball } from './packaging/tarball.ts';

/** Debian packages with a file that proves each. */
const TOOLS = {
  binutils: '/usr/bin/readelf',
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

async function make(release: Release, processor: Processor, work: string): Promise<Made> {
  const { path, packages } = await makeExecutable(release, work, processor);
  const folders = packages.map((folder) => join(ROOT, folder));
  // The executable may be another processor's; what it would say is the same.
  const completion = async (shell: string) =>
    (await $({ quiet: true })`${process.execPath} ${RUN} completion ${shell}`).stdout;
  return {
    executable: path,
    manual: manPages(builtCommands(), release),
    bashCompletion: await completion('bash'),
    zshCompletion: await completion('zsh'),
    licenses: await licenses(folders),
    materials: await billOfMaterials(release, processor, folders),
  };
}

const RUN = join(ROOT, 'bin/run.js');

async function packages(
  release: Release,
  processor: Processor,
  folders: { readonly work: string; readonly out: string },
): Promise<readonly string[]> {
  const made = await make(release, processor, folders.work);
  const debian = [...(await packageFiles(made, DEBIAN)), ...KEPT_FOLDERS];
  const fedora = [...(await packageFiles(made, FEDORA)), ...KEPT_FOLDERS];
  const materials = join(folders.out, `dmctl-${release.version}-linux-${processor}.cdx.json`);
  await writeFile(materials, made.materials);
  return [
    await tarball(release, processor, await packageFiles(made, LOCAL), folders),
    await debianPackage(release, processor, { files: debian, binary: made.executable }, folders),
    await rpmPackage(release, processor, fedora, folders),
    materials,
  ];
}

process.umask(0o022);
await installMissing(TOOLS);
const release = await releaseOf();
const out = join(ROOT, 'build/packages');
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const asked = argv._.map(String).filter(isProcessor);
const made: string[] = [];
const work = await mkdtemp(join(tmpdir(), 'dmctl-package-'));
try {
  for (const processor of asked.length > 0 ? asked : PROCESSORS) {
    const own = join(work, processor);
    await mkdir(own);
    made.push(...(await packages(release, processor, { work: own, out })));
  }
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
