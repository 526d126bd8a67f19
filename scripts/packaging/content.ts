import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { glob } from 'zx';
import { ROOT } from './release.ts';
import type { Packaged } from './tree.ts';

/** What has been made for a package. */
export interface Made {
  /** Path of the executable. */
  readonly executable: string;
  /** Text of each manual page, by file name. */
  readonly manual: ReadonlyMap<string, string>;
  readonly bashCompletion: string;
  readonly zshCompletion: string;
  /** The licences of others. */
  readonly licenses: string;
  /** Bill of materials of the executable (CycloneDX). */
  readonly materials: string;
}

/** Where the files of a package lie. */
export interface Places {
  /** Of the paths in the package: `usr/`, or none where it is unpacked over a prefix. */
  readonly prefix: string;
  /** Where dmctl is when it is installed. */
  readonly dmctl: string;
  /** Folder of systemd's units, with the prefix. */
  readonly units: string;
  /** Folder of zsh's functions below share/zsh. */
  readonly zsh: string;
}

/** The pages of docs/ and the examples of contrib/. */
async function documents(doc: string, dmctl: string): Promise<readonly Packaged[]> {
  const patterns = [
    'README.md',
    'docs/{,guide/}*.md',
    'contrib/{grafana,prometheus,provisioning}/**',
  ];
  const paths = await glob(patterns, { cwd: ROOT, onlyFiles: true });
  return Promise.all(
    paths.sort().map(async (path) => ({
      path: join(doc, path.replace(/^contrib\//, 'examples/')),
      content: path.endsWith('.service')
        ? await unitText(path, dmctl)
        : { copyOf: join(ROOT, path) },
    })),
  );
}

/** A unit of contrib/, which starts the dmctl of the package. */
const unitText = async (path: string, dmctl: string): Promise<string> =>
  (await readFile(join(ROOT, path), 'utf8')).replaceAll('/usr/local/bin/dmctl', dmctl);

/** The metrics timer, off until it is enabled. */
async function units({ units: folder, dmctl }: Places): Promise<readonly Packaged[]> {
  const names = ['dmctl-metrics.service', 'dmctl-metrics.timer'];
  return Promise.all(
    names.map(async (name) => ({
      path: join(folder, name),
      content: await unitText(join('contrib/systemd', name), dmctl),
    })),
  );
}

/** Debian has the text of the licence already (Debian policy 12.5). */
const COPYRIGHT = `dmctl is under the Apache License, Version 2.0; on Debian its text stands in
/usr/share/common-licenses/Apache-2.0, elsewhere see https://www.apache.org/licenses/LICENSE-2.0.

The executable holds Bun and npm packages; their licences stand in
THIRD-PARTY-LICENSES, and what is in it in sbom.cdx.json.

Copyright 2026 the dmctl maintainers
`;

/** What every package has, wherever it is unpacked. */
export async function packageFiles(made: Made, places: Places): Promise<readonly Packaged[]> {
  const { prefix, zsh } = places;
  const doc = `${prefix}share/doc/dmctl`;
  const changes = await readFile(join(ROOT, 'CHANGELOG.md'));
  return [
    { path: `${prefix}sbin/dmctl`, content: { copyOf: made.executable }, mode: 0o755 },
    ...[...made.manual].map(([name, text]) => ({
      path: `${prefix}share/man/man8/${name}.gz`,
      content: gzipSync(text, { level: 9 }),
    })),
    { path: `${prefix}share/bash-completion/completions/dmctl`, content: made.bashCompletion },
    { path: `${prefix}share/zsh/${zsh}/_dmctl`, content: made.zshCompletion },
    ...(await units(places)),
    ...(await documents(doc, places.dmctl)),
    { path: `${doc}/changelog.gz`, content: gzipSync(changes, { level: 9 }) },
    { path: `${doc}/copyright`, content: COPYRIGHT },
    { path: `${doc}/THIRD-PARTY-LICENSES`, content: made.licenses },
    { path: `${doc}/sbom.cdx.json`, content: made.materials },
  ];
}

/** Logs of runs are kept for a year. The journals stay: a teardown needs them. */
const TMPFILES = `d /var/lib/dmctl 0700 root root -
e /var/log/dmctl - - - 365d
`;

/** What a distribution's package manager looks after, on top of them. */
export const KEPT_FOLDERS: readonly Packaged[] = [
  { path: 'usr/lib/tmpfiles.d/dmctl.conf', content: TMPFILES },
  { path: 'var/lib/dmctl', content: null, mode: 0o700 },
];
