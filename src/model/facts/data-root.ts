/**
 * The move of a data root that is a mount point and cannot be renamed: its entries are moved one by
 * one into a directory inside it.
 */
export interface EntriesAside {
  readonly path: string;
  /** The directory that holds them until all are moved. */
  readonly aside: string;
  /** Names in the data root that are not moved: lost+found and directories of data set aside. */
  readonly stay: readonly string[];
}

/**
 * The identity of a data root: the inode of the directory, or for a mount point that of a directory
 * in it that dockerd creates once and keeps.
 */
export interface RootMark {
  /** '' or `/containers`. */
  readonly below: string;
  readonly inode: number;
}

/** A previous data root that setup moved aside. */
export interface MovedRoot {
  readonly path: string;
  /** Path of the backup: beside the data root, or in it if that is a mount point. */
  readonly backup: string;
  readonly mark: RootMark;
}

/**
 * - moved: no entry is left except those of the same name that Docker has created since
 * - apart: no name is in both places
 * - none: there is no entry
 */
export type EntriesState = 'moved' | 'apart' | 'none';

/** All entries of the data root, or those whose name also exists aside. */
export type EntriesPart = 'all' | 'namesakes';

/** fsck(8) needs it where it is. */
const LOST_AND_FOUND = 'lost+found';

/**
 * Returns the directory for the data that is moved aside: beside the data root, or inside it if
 * that is a mount point and cannot be renamed. dockerd ignores names in its data root that are not
 * its own.
 */
export const backupOf = (path: string, isMountPoint: boolean): string =>
  `${besideOrIn(path, isMountPoint)}.bk`;

/** Returns the directory for the data root of a pool that is torn down. */
export const tornDownOf = (path: string, isMountPoint: boolean): string =>
  `${besideOrIn(path, isMountPoint)}.torn-down`;

const besideOrIn = (path: string, isMountPoint: boolean): string =>
  isMountPoint ? `${path}/${nameOf(path)}` : path;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Returns the name that the directory has while it is incomplete. */
const movingOf = (folder: string): string => `${folder}.moving`;

/**
 * Tells which entries of a data root that is a mount point are moved.
 * @param folder the target, from backupOf or tornDownOf
 */
export function entriesAside(path: string, folder: string): EntriesAside {
  const folders = [backupOf(path, true), tornDownOf(path, true)];
  const stay = folders.flatMap((one) => [one, movingOf(one)]).map(nameOf);
  return { path, aside: movingOf(folder), stay: [LOST_AND_FOUND, ...stay] };
}

/** Tells whether a directory of this name holds a data root that was set aside. */
export const isSetAside = (name: string): boolean => /\.(bk|torn-down)(\.moving)?$/.test(name);

/** dockerd creates them if they are missing, and never again (moby, daemon.go). */
export const LASTING: readonly string[] = ['containers', 'image', 'volumes', 'network'];

/** Returns the names in a data root that count. */
export function entriesOf({ stay }: EntriesAside, names: readonly string[]): readonly string[] {
  return names.filter((name) => !stay.includes(name));
}

/**
 * Entries from which Docker starts containers are moved away first and back last, so that a Docker
 * started at boot on half a data root finds nothing to run.
 */
const FIRST: readonly string[] = ['swarm', 'containers', 'plugins', 'image'];

/** Sorts entries into the order in which they are moved aside. */
export function inMovingOrder(names: readonly string[]): readonly string[] {
  return [
    ...FIRST.filter((name) => names.includes(name)),
    ...names.filter((name) => !FIRST.includes(name)),
  ];
}
