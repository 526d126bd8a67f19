import { realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Program } from '../model/command.ts';
import { isAbsent } from './os-error.ts';

/** The programs started here: the model's, and those the file gateway itself needs. */
export type HostProgram = Program | 'cp' | 'chcon' | 'flock' | 'xargs';

/** Directories searched for programs, in this order. The caller's PATH is never used. */
export const PROGRAM_FOLDERS: readonly string[] = [
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
  '/usr/local/sbin',
  '/usr/local/bin',
];

export interface ProgramPlaces {
  readonly folders: readonly string[];
  /** User id that must own directories and programs: root, except in tests. */
  readonly owner: number;
}

export const SYSTEM_PLACES: ProgramPlaces = { folders: PROGRAM_FOLDERS, owner: 0 };

/** `path` keeps the last symbolic link: LVM's programs are links to lvm and act on their name. */
export interface Located {
  readonly path: string | null;
  /** Programs of that name that were rejected, and why. */
  readonly rejected: readonly string[];
}

const GROUP_WRITE = 0o020;
const OTHER_WRITE = 0o002;
const ANY_EXECUTE = 0o111;

/** Returns why someone other than the owner could have put it there, or null. */
function whyUntrusted(path: string, owner: number): string | null {
  const { uid, gid, mode } = statSync(path);
  if (uid !== owner) return `${path} does not belong to root`;
  if ((mode & OTHER_WRITE) !== 0) return `${path} is writable by everyone`;
  if ((mode & GROUP_WRITE) !== 0 && gid !== owner) return `${path} is writable by a group`;
  return null;
}

function whyUnfit(path: string, owner: number): string | null {
  const real = realpathSync.native(path);
  const found = statSync(real);
  if (!found.isFile() || (found.mode & ANY_EXECUTE) === 0) return `${path} is not a program`;
  for (const part of [dirname(path), dirname(real), real]) {
    const why = whyUntrusted(part, owner);
    if (why !== null) return why;
  }
  return null;
}

/** The directories above a path, up to the root. */
function foldersAbove(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

/**
 * Looks at a program that lies elsewhere. It counts only if it, its link target and every directory above both
 * belong to root and nobody else can write to them.
 */
export function locateAt(path: string, owner: number): Located {
  try {
    const real = realpathSync.native(path);
    const above = [...foldersAbove(path), ...foldersAbove(real)];
    const whys = [whyUnfit(path, owner), ...above.map((part) => whyUntrusted(part, owner))];
    const rejected = [...new Set(whys)].filter((why) => why !== null);
    return { path: rejected.length === 0 ? path : null, rejected };
  } catch (error) {
    return { path: null, rejected: isAbsent(error) ? [] : [`${path}: ${String(error)}`] };
  }
}

/**
 * Looks up a program. It counts only if it, its directory and its link target belong to root and
 * nobody else can write to them.
 */
export function locate(program: HostProgram, places: ProgramPlaces): Located {
  const rejected: string[] = [];
  for (const folder of places.folders) {
    const path = join(folder, program);
    try {
      const why = whyUnfit(path, places.owner);
      if (why === null) return { path, rejected };
      rejected.push(why);
    } catch (error) {
      if (!isAbsent(error)) rejected.push(`${path}: ${String(error)}`);
    }
  }
  return { path: null, rejected };
}
