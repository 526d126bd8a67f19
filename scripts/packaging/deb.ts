import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { $ } from 'zx';
import type { Processor } from './bun-runtime.ts';
import { DESCRIPTION, SUMMARY, type Release } from './release.ts';
import { writeTree, type Packaged } from './tree.ts';

const quiet = $({ quiet: true });

/** As Debian names it. */
const ARCHITECTURE: Readonly<Record<Processor, string>> = { x64: 'amd64', arm64: 'arm64' };

/** The newest version of glibc whose symbols a binary asks for: `GLIBC_2.17` is 2.17. */
async function glibcOf(binary: string): Promise<string> {
  const { stdout } = await quiet`readelf --version-info --wide ${binary}`;
  const versions = [...stdout.matchAll(/\bGLIBC_(\d+(?:\.\d+)+)/g)].map(
    ([, version = '']) => version,
  );
  const newest = versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  if (newest === undefined) throw new Error(`${binary} asks for no glibc`);
  return newest;
}

const POSTINST = `#!/bin/sh
set -e
if [ "$1" = configure ] && [ -d /run/systemd/system ]; then
  systemctl daemon-reload || true
fi
`;

const PRERM = `#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  systemctl disable --now dmctl-metrics.timer || true
fi
`;

/** What teardown and rollback read is kept: without it a pool cannot be taken down again. */
const POSTRM = `#!/bin/sh
set -e
if [ "$1" = purge ]; then
  rm -rf /var/log/dmctl
  if [ -d /var/lib/dmctl/runs ]; then
    echo 'dmctl: /var/lib/dmctl is kept: it holds what a teardown needs. Remove it by hand.'
  else
    rm -rf /var/lib/dmctl
  fi
fi
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload || true
fi
`;

/** A blank before each line, and a dot for an empty one (deb-control(5)). */
const described = DESCRIPTION.map((lines) => lines.map((line) => ` ${line}`).join('\n')).join(
  '\n .\n',
);

interface Content {
  /** All that the package installs. */
  readonly files: readonly Packaged[];
  /** The executable among them. */
  readonly binary: string;
}

async function control(
  release: Release,
  processor: Processor,
  binary: string,
  kib: number,
): Promise<string> {
  return `Package: dmctl
Version: ${release.version}-1
Architecture: ${ARCHITECTURE[processor]}
Maintainer: ${release.maintainer}
Installed-Size: ${String(kib)}
Depends: libc6 (>= ${await glibcOf(binary)}), lvm2, thin-provisioning-tools
Recommends: docker.io | docker-ce
Section: admin
Priority: optional
Description: ${SUMMARY}
${described}
`;
}

/**
 * What lintian finds and is meant: the executable is Bun with its libraries, since hosts of that age
 * have none; and who publishes the package says who maintains it (DEBEMAIL).
 */
const OVERRIDES = `dmctl: embedded-library
dmctl: bogus-mail-host
dmctl: bogus-mail-host-in-debian-changelog
`;

const changelog = ({
  version,
  maintainer,
  date,
}: Release): string => `dmctl (${version}-1) unstable; urgency=medium

  * What is new stands in changelog.gz.

 -- ${maintainer}  ${date.toUTCString().replace('GMT', '+0000')}
`;

async function checksums(tree: string): Promise<string> {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(tree.length + 1));
  const { stdout } = await $({ cwd: tree, quiet: true })`md5sum ${files.sort()}`;
  return stdout;
}

/**
 * Builds a Debian package (deb(5), Debian policy).
 *
 * @returns path of the package in out
 */
export async function debianPackage(
  release: Release,
  processor: Processor,
  { files, binary }: Content,
  folders: { readonly work: string; readonly out: string },
): Promise<string> {
  const tree = join(folders.work, 'deb');
  const doc = 'usr/share/doc/dmctl';
  await writeTree(tree, [
    ...files,
    { path: `${doc}/changelog.Debian.gz`, content: gzipSync(changelog(release), { level: 9 }) },
    { path: 'usr/share/lintian/overrides/dmctl', content: OVERRIDES },
  ]);
  const { stdout } = await quiet`du -sk ${tree}`;
  const kib = Number.parseInt(stdout, 10);
  const sums = await checksums(tree);
  await writeTree(join(tree, 'DEBIAN'), [
    { path: 'control', content: await control(release, processor, binary, kib) },
    { path: 'md5sums', content: sums },
    { path: 'postinst', content: POSTINST, mode: 0o755 },
    { path: 'prerm', content: PRERM, mode: 0o755 },
    { path: 'postrm', content: POSTRM, mode: 0o755 },
  ]);
  const path = join(folders.out, `dmctl_${release.version}-1_${ARCHITECTURE[processor]}.deb`);
  await quiet`dpkg-deb --root-owner-group -Zxz --build ${tree} ${path}`;
  return path;
}
