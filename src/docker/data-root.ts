import type { Holdings, OutsideOption } from '../model/facts/docker-state.ts';
import type { DaemonSettings } from './daemon-json.ts';

const DEFAULT = '/var/lib/docker';

/** Where Docker keeps its data: a flag, daemon.json (`data-root`, formerly `graph`), the default. */
export function dataRootOf(
  settings: Pick<DaemonSettings, 'dataRoot'> | null,
  outside: readonly OutsideOption[],
): string {
  const flag = outside.findLast(({ option }) => option === '--data-root' || option === '--graph');
  const given = [flag?.value, settings?.dataRoot].find((path) => path !== undefined && path !== '');
  const path = given ?? DEFAULT;
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

/** Are the users of containers other ones than the host's? A flag, daemon.json (dockerd(8)). */
export function isRemapped(
  settings: Pick<DaemonSettings, 'usernsRemap'> | null,
  outside: readonly OutsideOption[],
): boolean {
  const flag = outside.findLast(({ option }) => option === '--userns-remap');
  return (flag?.value ?? settings?.usernsRemap ?? '') !== '';
}

/** Folders below the data root whose entries are counted; the first tells the drivers. */
export const HOLDING_FOLDERS = ['image', 'containers', 'volumes', 'plugins', 'swarm'] as const;

/** The folder with one file for each image that this storage driver keeps. */
export const imageFolder = (driver: string): string => `image/${driver}/imagedb/content/sha256`;

const ID = /^[0-9a-f]{64}$/;

/** What a volumes folder holds besides volumes. */
const NO_VOLUMES = new Set(['metadata.db', 'backingFsBlockDev']);

/**
 * What the data root holds that a person would miss.
 * @param listings names in each folder of HOLDING_FOLDERS and in each driver's image folder, by
 * path below the data root; a folder that is not there is left out
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

/** Nothing in it that a person would miss. */
export function holdsNothing({ images, containers, volumes, plugins, swarm }: Holdings): boolean {
  return images + containers + volumes + plugins === 0 && !swarm;
}

/** Nothing a person would miss besides images and containers, which lie in the pool. */
export function holdsNothingBesides(holdings: Holdings): boolean {
  return holdsNothing({ ...holdings, images: 0, containers: 0 });
}
