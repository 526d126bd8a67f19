/**
 * A data root that cannot be renamed, since it is a mount point: what is in it is moved into a
 * folder in it, entry by entry.
 */
export interface EntriesAside {
  readonly path: string;
  /** Where they lie until all of them are moved. */
  readonly aside: string;
  /** Names in the data root that are not moved: lost+found, that folder, its name in the end. */
  readonly stay: readonly string[];
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
export function backupOf(path: string, isMountPoint: boolean): string {
  return isMountPoint ? `${path}/${nameOf(path)}.bk` : `${path}.bk`;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** How the entries of a data root that is a mount point are told from what stays in it. */
export function entriesAside(path: string, backup: string): EntriesAside {
  const aside = `${backup}.moving`;
  return { path, aside, stay: [LOST_AND_FOUND, nameOf(backup), nameOf(aside)] };
}

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
