import type { Holdings, OutsideOption } from '../model/facts/docker-state.ts';
import type { DaemonSettings } from './daemon-json.ts';

const DEFAULT = '/var/lib/docker';

/** Returns the data root from a flag, daemon.json (`data-root`, once `graph`) or the default. */
export function dataRootOf(
  settings: Pick<DaemonSettings, 'dataRoot'> | null,
  outside: readonly OutsideOption[],
): string {
  const flag = outside.findLast(({ option }) => option === '--data-root' || option === '--graph');
  const given = [flag?.value, settings?.dataRoot].find((path) => path !== undefined && path !== '');
  const path = given ?? DEFAULT;
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

/** Tells from flags and daemon.json whether user namespaces are remapped (dockerd(8)). */
export function isRemapped(
  settings: Pick<DaemonSettings, 'usernsRemap'> | null,
  outside: readonly OutsideOption[],
): boolean {
  const flag = outside.findLast(({ option }) => option === '--userns-remap');
  return (flag?.value ?? settings?.usernsRemap ?? '') !== '';
}

/** Directories below the data root whose entries are counted; the first one lists the drivers. */
export const HOLDING_FOLDERS = ['image', 'containers', 'volumes', 'plugins', 'swarm'] as const;

/** Returns the directory with one file for each image of this storage driver. */
export const imageFolder = (driver: string): string => `image/${driver}/imagedb/content/sha256`;

const ID = /^[0-9a-f]{64}$/;

/** Entries of a volumes directory that are not volumes. */
const NO_VOLUMES = new Set(['metadata.db', 'backingFsBlockDev']);

/**
 * Counts the contents of the data root that a person would miss.
 * @param listings names in each directory of HOLDING_FOLDERS and in each driver's image directory,
 * by path below the data root; a directory that does not exist is left out
 */
export function holdingsOf(listings: ReadonlyMap<string, readonly string[]>): Holdings {
  const names = (folder: string) => listings.get(folder) ?? [];
  const ids = (folder: string) => names(folder).filter((name) => ID.test(name)).length;
  const imageFolders = names('image').map(imageFolder);
  return {
    images: imageFolders.reduce((sum, folder) => sum + ids(folder), 0),
    containers: ids('containers'),
    volumes: names('volumes').filter((name) => !NO_VOLUMES.has(name)).length,
    plugins: ids('plugins'),
    swarm: names('swarm').length > 0,
  };
}

/** Tells whether there is nothing that a person would miss. */
export function holdsNothing({ images, containers, volumes, plugins, swarm }: Holdings): boolean {
  return images + containers + volumes + plugins === 0 && !swarm;
}

/** Tells whether a person would miss only images and containers, which are in the pool. */
export function holdsNothingBesides(holdings: Holdings): boolean {
  return holdsNothing({ ...holdings, images: 0, containers: 0 });
}
