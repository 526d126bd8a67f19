import { realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Program } from '../model/command.ts';
import { isAbsent } from './os-error.ts';

/** What is started here: the model's programs, and those the file gateway needs itself. */
export type HostProgram = Program | 'cp' | 'chcon' | 'flock' | 'xargs';

/** Where programs are looked for, first find wins. PATH of the caller is never asked. */
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
  /** User id that must own folders and programs: root, except in tests. */
  readonly owner: number;
}

export const SYSTEM_PLACES: ProgramPlaces = { folders: PROGRAM_FOLDERS, owner: 0 };

/** `path` keeps the last symbolic link: LVM's programs are links to lvm and go by their name. */
export interface Located {
  readonly path: string | null;
  /** Programs of that name that were passed over, and why. */
  readonly rejected: readonly string[];
}

const GROUP_WRITE = 0o020;
const OTHER_WRITE = 0o002;
const ANY_EXECUTE = 0o111;

/** Why somebody else than the owner could have put it there, or null. */
function whyUntrusted(path: string, owner: number): string | null {
  const { uid, gid, mode } = statSync(path);
  if (uid !== owner) return `${path} does not belong to root`;
  if ((mode & OTHER_WRITE) !== 0) return `${path} is writable for everybody`;
  if ((mode & GROUP_WRITE) !== 0 && gid !== owner) return `${path} is writable for a group`;
  return null;
}

function whyUnfit(path: string, owner: number): string | null {
  const real = realpathSync.native(path);
  const found = statSync(real);
  if (!found.isFile() || (found.mode & ANY_EXECUTE) === 0) return `${path} is no program`;
  for (const part of [dirname(path), dirname(real), real]) {
    const why = whyUntrusted(part, owner);
    if (why !== null) return why;
  }
  return null;
}

/**
 * Looks a program up. It counts only when it, its folder, and where its links lead belong to root
 * and can be written by nobody else.
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
