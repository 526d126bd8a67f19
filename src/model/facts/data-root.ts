/**
 * A data root that cannot be renamed, since it is a mount point: what is in it is moved into a
 * folder in it, entry by entry.
 */
export interface EntriesAside {
  readonly path: string;
  /** Where they lie until all of them are moved. */
  readonly aside: string;
  /** Names in the data root that are not moved: lost+found, folders for what is set aside. */
  readonly stay: readonly string[];
}

/**
 * What tells a data root from another one at its place: the inode of the folder, or where that is a
 * mount point, of one in it that dockerd makes once and keeps.
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
 * - moved: no entry is left but namesakes of moved ones, which a Docker has made since
 * - apart: no name is in both places
 * - none: there is no entry
 */
export type EntriesState = 'moved' | 'apart' | 'none';

/** All entries of the data root, or those that have a namesake aside. */
export type EntriesPart = 'all' | 'namesakes';

/** fsck(8) needs it where it is. */
const LOST_AND_FOUND = 'lost+found';

/**
 * The folder for what is moved aside: beside the data root, or in it where it is a mount point and
 * so cannot be renamed. dockerd does not look at names in its data root that are not its own.
 */
export const backupOf = (path: string, isMountPoint: boolean): string =>
  `${besideOrIn(path, isMountPoint)}.bk`;

/** The same for the data root of a pool that is taken down. */
export const tornDownOf = (path: string, isMountPoint: boolean): string =>
  `${besideOrIn(path, isMountPoint)}.torn-down`;

const besideOrIn = (path: string, isMountPoint: boolean): string =>
  isMountPoint ? `${path}/${nameOf(path)}` : path;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** While not all of it is there yet, or any more. */
const movingOf = (folder: string): string => `${folder}.moving`;

/**
 * How the entries of a data root that is a mount point are told from what stays in it.
 * @param folder where they go: what backupOf or tornDownOf says
 */
export function entriesAside(path: string, folder: string): EntriesAside {
  const folders = [backupOf(path, true), tornDownOf(path, true)];
  const stay = folders.flatMap((one) => [one, movingOf(one)]).map(nameOf);
  return { path, aside: movingOf(folder), stay: [LOST_AND_FOUND, ...stay] };
}

/** Is it the name of a folder with a data root that was set aside? */
export const isSetAside = (name: string): boolean => /\.(bk|torn-down)(\.moving)?$/.test(name);

/** dockerd makes them where they are missing, and never anew (moby, daemon.go). */
export const LASTING: readonly string[] = ['containers', 'image', 'volumes', 'network'];

/** The names in a data root that count. */
export function entriesOf({ stay }: EntriesAside, names: readonly string[]): readonly string[] {
  return names.filter((name) => !stay.includes(name));
}

/**
 * What makes a Docker run containers goes first, and comes back last: one that a boot starts on half
 * of a data root finds nothing to run.
 */
const FIRST: readonly string[] = ['swarm', 'containers', 'plugins', 'image'];

/** In the order in which they are moved aside. */
export function inMovingOrder(names: readonly string[]): readonly string[] {
  return [
    ...FIRST.filter((name) => names.includes(name)),
    ...names.filter((name) => !FIRST.includes(name)),
  ];
}
