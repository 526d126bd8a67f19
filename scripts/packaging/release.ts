import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { $ } from 'zx';

export const ROOT = join(import.meta.dirname, '..', '..');

/** What all packages say of this release. */
export interface Release {
  readonly version: string;
  /** One line. */
  readonly summary: string;
  /** Of the last commit, or SOURCE_DATE_EPOCH's (reproducible-builds.org). */
  readonly date: Date;
  /** `NAME <ADDRESS>`, from DEBFULLNAME and DEBEMAIL as debchange(1) takes them. */
  readonly maintainer: string;
}

/** The newest version that CHANGELOG.md has a heading for. */
export const changelogVersion = (changelog: string): string | undefined =>
  /^## (\S+)/m.exec(changelog)?.[1];

export async function releaseOf(): Promise<Release> {
  const { version, description } = JSON.parse(
    await readFile(join(ROOT, 'package.json'), 'utf8'),
  ) as { readonly version: string; readonly description: string };
  const newest = changelogVersion(await readFile(join(ROOT, 'CHANGELOG.md'), 'utf8'));
  if (newest !== version) {
    throw new Error(`package.json says ${version}, CHANGELOG.md begins with ${String(newest)}`);
  }
  const { env } = process;
  const committed = await $({ cwd: ROOT, quiet: true })`git log -1 --format=%ct`;
  const seconds = Number(env['SOURCE_DATE_EPOCH'] ?? committed.stdout);
  const name = env['DEBFULLNAME'] ?? 'The dmctl maintainers';
  return {
    version,
    summary: description,
    date: new Date(seconds * 1000),
    maintainer: `${name} <${env['DEBEMAIL'] ?? 'dmctl@localhost'}>`,
  };
}
