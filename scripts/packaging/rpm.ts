import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { $ } from 'zx';
import type { Processor } from './bun-runtime.ts';
import { DESCRIPTION, SUMMARY, type Release } from './release.ts';
import { writeTree, type Packaged } from './tree.ts';

/** A line of %files. */
function listed({ path, content, mode }: Packaged): string {
  const attributes = mode === undefined ? '' : `%attr(0${mode.toString(8)}, root, root) `;
  if (path.startsWith('usr/share/doc/')) return `%doc /${path}`;
  return `${attributes}${content === null ? '%dir ' : ''}/${path}`;
}

/** As rpm names it. */
const ARCHITECTURE: Readonly<Record<Processor, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** The executable is not to be stripped or compressed again; what it links to rpm finds by itself. */
const spec = (release: Release, files: readonly Packaged[], tree: string): string => `Name: dmctl
Version: ${release.version}
Release: 1
Summary: ${SUMMARY.replace(/^./, (first) => first.toUpperCase())}
License: Apache-2.0
Requires: lvm2, device-mapper-persistent-data, util-linux >= 2.23

%global debug_package %{nil}
%global _build_id_links none
%global __os_install_post %{nil}

%description
${DESCRIPTION.map((lines) => lines.join('\n')).join('\n\n')}

%install
cp -a '${tree}/.' '%{buildroot}'

%post
[ ! -d /run/systemd/system ] || systemctl daemon-reload || :

%preun
if [ "$1" = 0 ] && [ -d /run/systemd/system ]; then
  systemctl disable --now dmctl-metrics.timer || :
fi

%postun
[ ! -d /run/systemd/system ] || systemctl daemon-reload || :

%files
${files.map(listed).join('\n')}
`;

/**
 * Builds an RPM package with Debian's rpmbuild(8).
 *
 * @param files all that it installs
 * @returns path of the package in out
 */
export async function rpmPackage(
  release: Release,
  processor: Processor,
  files: readonly Packaged[],
  { work, out }: { readonly work: string; readonly out: string },
): Promise<string> {
  const top = join(work, 'rpm');
  const tree = join(top, 'tree');
  await mkdir(top, { recursive: true });
  await writeTree(tree, files);
  await writeFile(join(top, 'dmctl.spec'), spec(release, files, tree));
  const defines = [
    `_topdir ${top}`,
    `_rpmdir ${out}`,
    '_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm',
    // rpm of RHEL 7 (4.11) knows no zstd.
    '_binary_payload w6.xzdio',
  ];
  const options = defines.flatMap((define) => ['--define', define]);
  await $({
    quiet: true,
  })`rpmbuild -bb --target ${`${ARCHITECTURE[processor]}-linux`} ${options} ${join(top, 'dmctl.spec')}`;
  return join(out, `dmctl-${release.version}-1.${ARCHITECTURE[processor]}.rpm`);
}
