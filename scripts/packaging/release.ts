import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { $ } from 'zx';

export const ROOT = join(import.meta.dirname, '..', '..');

/** One line for lists of packages, where the name stands before it. */
export const SUMMARY = "life of an LVM thin pool for Docker's devicemapper driver";

/** Paragraphs, in lines that packages show as they are. */
export const DESCRIPTION: readonly (readonly string[])[] = [
  [
    "dmctl sets up the thin pool of Docker's devicemapper storage driver (Docker",
    '24 and older) on blank disks, verifies it, grows it while containers run,',
    'watches it, goes on after a crash, and takes it down again.',
  ],
  [
    'Nothing is lost: a disk that is not blank is refused, every step is',
    'journaled, and a step that fails puts everything back.',
  ],
];

/** What all packages say of this release. */
export interface Release {
  readonly version: string;
  /** Of the last commit, or SOURCE_DATE_EPOCH's (reproducible-builds.org). */
  readonly date: Date;
  /** `NAME <ADDRESS>`, from DEBFULLNAME and DEBEMAIL as debchange(1) takes them. */
  readonly maintainer: string;
}

/** The newest version that CHANGELOG.md has a heading for. */
const changelogVersion = (changelog: string): string | undefined =>
  /^## (\S+)/m.exec(changelog)?.[1];

export async function releaseOf(): Promise<Release> {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
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
    date: new Date(seconds * 1000),
    maintainer: `${name} <${env['DEBEMAIL'] ?? 'dmctl@localhost'}>`,
  };
}
