import {
  deviceFiles,
  layerFiles,
  parseContainer,
  parseDevice,
  parseImage,
  parseRepositories,
} from '../../docker/layer-files.ts';
import { ParseError } from '../../model/errors.ts';
import { HostError, type Host } from '../../model/host.ts';
import { layerPicture } from '../../docker/layer-picture.ts';
import { knownOr, type Known } from '../../model/known.ts';
import type {
  ActiveThin,
  MappedThin,
  SeenLayers,
  DockersDevice,
  DockersRecord,
  StoredContainer,
  StoredImage,
  StoredLayer,
} from '../../model/facts/layers.ts';
import { attempt } from '../attempt.ts';
import { lastChangedDevice } from './open-transaction.ts';

/** A folder, and what is made of each entry in it; null: the entry has gone meanwhile. */
interface Source<T> {
  readonly folder: string;
  readonly wanted?: (names: readonly string[]) => readonly string[];
  readonly read: (path: string) => Promise<T | null>;
}

interface Found<T> {
  readonly found: readonly T[];
  readonly unread: readonly string[];
}

/** Docker's layers put together with the devices of the pool, and why files of it were not read. */
export async function dockerLayers(
  host: Host,
  root: string,
  active: Known<readonly ActiveThin[]>,
  mapped: Known<readonly MappedThin[]>,
): Promise<SeenLayers> {
  const record = await attempt(() => dockersRecord(host, root));
  const found = knownOr(record, NOTHING);
  const unread = record.known ? found.unread : [record.why];
  return { picture: layerPicture(found, active, mapped), unread };
}

const NOTHING: DockersRecord = { devices: [], layers: [], images: [], containers: [], unread: [] };

/** How many layers Docker has on record; null: they cannot be listed. @throws HostError */
export async function countDockerLayers(host: Host, root: string): Promise<number | null> {
  const names = await host.list(`${root}/devicemapper/metadata`);
  return names === null ? null : layerFiles(names).length;
}

/**
 * Ids of all thin devices that Docker has on record, and of one whose creation or removal it has not finished: it takes
 * that one away itself when it starts (moby, deviceset.go, rollbackTransaction).
 * @param root the data root
 * @throws HostError or ParseError where there are no records, or one cannot be read
 */
export async function dockersDeviceIds(host: Host, root: string): Promise<ReadonlySet<number>> {
  const folder = `${root}/devicemapper/metadata`;
  const names = await host.list(folder);
  if (names === null) throw new HostError('cannot-read', folder, `${folder} does not exist`);
  const { found, unread } = await all(host, devicesIn(host, folder));
  const [why] = unread;
  if (why !== undefined) throw new HostError('cannot-read', folder, why);
  const last = await lastChangedDevice(host, root);
  return new Set([...found.map(({ deviceId }) => deviceId), ...(last === null ? [] : [last])]);
}

/**
 * What Docker has on record of its layers, from its files alone: it need not run. No process; three
 * small files for each layer. A file that cannot be read leaves the others as they are.
 * @param root the data root
 * @throws HostError when a folder cannot be listed
 */
export async function dockersRecord(host: Host, root: string): Promise<DockersRecord> {
  const image = `${root}/image/devicemapper`;
  const names = await attempt(async () => {
    const path = `${image}/repositories.json`;
    const text = await host.readText(path);
    return text === null ? new Map<string, readonly string[]>() : parseRepositories(path, text);
  });
  const devices = await all(host, devicesIn(host, `${root}/devicemapper/metadata`));
  const layers = await all(host, layersIn(host, `${image}/layerdb/sha256`));
  const images = await all(host, {
    folder: `${image}/imagedb/content/sha256`,
    read: async (path): Promise<StoredImage | null> => {
      const text = await host.readText(path);
      return text === null ? null : parseImage(path, text, names.known ? names.value : new Map());
    },
  });
  const containers = await all(host, containersIn(host, root, `${image}/layerdb/mounts`));
  return {
    devices: devices.found,
    layers: layers.found,
    images: images.found,
    containers: containers.found,
    unread: [
      ...(names.known ? [] : [names.why]),
      ...[devices, layers, images, containers].flatMap(({ unread }) => unread),
    ],
  };
}

async function all<T>(host: Host, { folder, wanted, read }: Source<T>): Promise<Found<T>> {
  const names = (await host.list(folder)) ?? [];
  const found: T[] = [];
  const unread: string[] = [];
  for (const name of wanted?.(names) ?? names) {
    const one = await attempt(() => read(`${folder}/${name}`));
    if (!one.known) unread.push(one.why);
    else if (one.value !== null) found.push(one.value);
  }
  return { found, unread };
}

const devicesIn = (host: Host, folder: string): Source<DockersDevice> => ({
  folder,
  wanted: deviceFiles,
  read: async (path) => {
    const text = await host.readText(path);
    return text === null ? null : parseDevice(path, text);
  },
});

/** moby, layer/filestore.go: `cache-id` and, but in the lowest layer, `parent`. */
const layersIn = (host: Host, folder: string): Source<StoredLayer> => ({
  folder,
  read: async (path) => {
    const cacheId = await word(host, `${path}/cache-id`);
    if (cacheId === null) return null;
    const chainId = `sha256:${path.slice(path.lastIndexOf('/') + 1)}`;
    return { chainId, cacheId, parent: await word(host, `${path}/parent`) };
  },
});

/** moby, layer/filestore.go: `mount-id`, and `init-id` and `parent` where there are any. */
const containersIn = (host: Host, root: string, folder: string): Source<StoredContainer> => ({
  folder,
  read: async (path) => {
    const mountId = await word(host, `${path}/mount-id`);
    if (mountId === null) return null;
    const id = path.slice(path.lastIndexOf('/') + 1);
    const initId = (await word(host, `${path}/init-id`)) ?? '';
    const parent = await word(host, `${path}/parent`);
    const own = await attempt(async () => {
      const file = `${root}/containers/${id}/config.v2.json`;
      const text = await host.readText(file);
      return text === null ? UNREAD : parseContainer(file, text);
    });
    return { id, mountId, initId, parent, ...(own.known ? own.value : UNREAD) };
  },
});

const UNREAD = { name: null, image: null, state: null };

/** A file of one word. null: not there. @throws ParseError on any other */
async function word(host: Host, path: string): Promise<string | null> {
  const text = (await host.readText(path))?.trim() ?? null;
  if (text === null || /^[\w:.-]{1,256}$/.test(text)) return text;
  throw new ParseError(path, 'one word', text);
}
