import { chainIdOf } from '../../src/docker/layer-files.ts';
import { isRecord } from '../../src/model/json.ts';
import { namesIn, put, sha256 } from './files.ts';
import type { Layers, State } from './state.ts';

/** What Docker keeps on record of images, layers and containers, in the files of moby's own names. */

export const ROOT = '/var/lib/docker';

export const records = (driver: string): string => `${ROOT}/image/${driver}`;

const THIN_SIZE = 10 * 2 ** 30;

export function textAt(state: State, path: string): string | null {
  const entry = state.files.get(path);
  return entry?.kind === 'file' ? entry.text : null;
}

export function jsonAt(state: State, path: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(textAt(state, path) ?? '{}');
  return isRecord(value) ? value : {};
}

/** The file of a thin device that Docker has on record. */
export const deviceFile = (id: string): string => `${ROOT}/devicemapper/metadata/${id}`;

/** The thin device of a layer; null: Docker has none on record. */
export function deviceOf(state: State, id: string): number | null {
  const number = jsonAt(state, deviceFile(id))['device_id'];
  return typeof number === 'number' ? number : null;
}

/** Puts a layer's content where its driver keeps it. */
function store(state: State, layers: Layers, driver: string, id: string, content: string): void {
  if (driver === 'overlay2') {
    put(state, `${ROOT}/overlay2/${id}/diff/content`, content);
    put(state, `${ROOT}/overlay2/${id}/link`, id.slice(0, 26).toUpperCase());
    return;
  }
  const device = { device_id: layers.nextDevice, size: THIN_SIZE, transaction_id: 1 };
  put(state, deviceFile(id), JSON.stringify({ ...device, initialized: true, deleted: false }));
  layers.thins.set(layers.nextDevice, content);
  layers.nextDevice += 1;
}

/** The content of an image layer, and its digest. */
const contentOf = (layer: string): string => `layer ${layer}`;
const diffOf = (layer: string): string => `sha256:${sha256(contentOf(layer))}`;

/** @param below names of the layers below it, the lowest first */
function addLayer(
  state: State,
  layers: Layers,
  driver: string,
  below: readonly string[],
  layer: string,
) {
  const chain = chainIdOf([...below, layer].map(diffOf)) ?? '';
  const folder = `${records(driver)}/layerdb/${chain.replace(':', '/')}`;
  if (textAt(state, `${folder}/cache-id`) !== null) return;
  const cacheId = sha256(`cache of ${layer}`);
  store(state, layers, driver, cacheId, contentOf(layer));
  put(state, `${folder}/cache-id`, cacheId);
  put(state, `${folder}/diff`, diffOf(layer));
  put(state, `${folder}/size`, '10');
  put(state, `${folder}/tar-split.json.gz`, '{"type":1,"name":"content","size":10,"position":0}\n');
  const parent = chainIdOf(below.map(diffOf));
  if (parent !== null) put(state, `${folder}/parent`, parent);
}

/** @param layers_ names of its layers, the lowest first */
export function addImage(
  state: State,
  driver: string,
  name: string,
  layers_: readonly string[],
): void {
  if (state.layers === null) return;
  for (const [at, layer] of layers_.entries())
    addLayer(state, state.layers, driver, layers_.slice(0, at), layer);
  const config = JSON.stringify({ rootfs: { type: 'layers', diff_ids: layers_.map(diffOf) } });
  const id = sha256(config);
  put(state, `${records(driver)}/imagedb/content/sha256/${id}`, config);
  name_(state, driver, name, `sha256:${id}`);
}

/** @param id null: the name goes */
function name_(state: State, driver: string, name: string, id: string | null): void {
  const path = `${records(driver)}/repositories.json`;
  const { Repositories: old } = jsonAt(state, path);
  const kept = Object.entries(isRecord(old) ? old : {}).filter(([one]) => one !== name);
  const added = id === null ? [] : [[name, { [`${name}:1`]: id }] as const];
  const all = Object.fromEntries([...kept, ...added]);
  put(state, path, JSON.stringify({ Repositories: all }));
}

/** `docker image rm` of an image whose one layer nothing else uses. */
export function removeImage(state: State, driver: string, name: string, layer: string): void {
  const config = JSON.stringify({ rootfs: { type: 'layers', diff_ids: [diffOf(layer)] } });
  const image = `${records(driver)}/imagedb/content/sha256/${sha256(config)}`;
  if (!state.files.delete(image)) return;
  name_(state, driver, name, null);
  const folder = `${records(driver)}/layerdb/${diffOf(layer).replace(':', '/')}`;
  for (const path of [...state.files.keys()])
    if (path === folder || path.startsWith(`${folder}/`)) state.files.delete(path);
  const id = sha256(`cache of ${layer}`);
  state.layers?.thins.delete(deviceOf(state, id) ?? 0);
  state.files.delete(deviceFile(id));
}

/** `docker create`, with a restart policy or without. */
export function addContainer(
  state: State,
  driver: string,
  name: string,
  of: { readonly layers: readonly string[]; readonly restarts: boolean },
): void {
  if (state.layers === null) return;
  const [id, mountId] = [sha256(`container ${name}`), sha256(`mount of ${name}`)];
  store(state, state.layers, driver, `${mountId}-init`, `${name}-init`);
  store(state, state.layers, driver, mountId, `${name} P0`);
  const folder = `${records(driver)}/layerdb/mounts/${id}`;
  put(state, `${folder}/mount-id`, mountId);
  put(state, `${folder}/init-id`, `${mountId}-init`);
  put(state, `${folder}/parent`, chainIdOf(of.layers.map(diffOf)) ?? '');
  const config = {
    ...{ ID: id, Name: `/${name}`, Driver: driver, Config: { Image: 'app' } },
    State: { Running: of.restarts, StartedAt: '2026-01-01T00:00:00Z' },
  };
  put(state, `${ROOT}/containers/${id}/config.v2.json`, JSON.stringify(config));
  const policy = { Name: of.restarts ? 'always' : 'no' };
  const hostConfig = JSON.stringify({ AutoRemove: false, RestartPolicy: policy });
  put(state, `${ROOT}/containers/${id}/hostconfig.json`, hostConfig);
}

/** A container that Docker loads: of the driver that runs, with its layer in place. */
export interface Loaded {
  readonly id: string;
  readonly name: string;
  readonly mountId: string;
  readonly restarts: boolean;
}

const hasLayer = (state: State, driver: string, id: string): boolean =>
  driver === 'overlay2'
    ? state.files.has(`${ROOT}/overlay2/${id}/diff`)
    : state.layers?.thins.has(deviceOf(state, id) ?? 0) === true;

/** moby, daemon.go, restore: a container of another driver is passed over. */
export function loadedBy(state: State, driver: string): readonly Loaded[] {
  return namesIn(state.files, `${ROOT}/containers`).flatMap((id): Loaded[] => {
    const config = jsonAt(state, `${ROOT}/containers/${id}/config.v2.json`);
    const mountId = textAt(state, `${records(driver)}/layerdb/mounts/${id}/mount-id`) ?? '';
    if (config['Driver'] !== driver || !hasLayer(state, driver, mountId)) return [];
    const policy = jsonAt(state, `${ROOT}/containers/${id}/hostconfig.json`)['RestartPolicy'];
    const restarts = isRecord(policy) && policy['Name'] === 'always';
    return [{ id, name: String(config['Name']).slice(1), mountId, restarts }];
  });
}

/** The images that Docker lists: those all of whose layers it finds. */
export function imagesOf(
  state: State,
  driver: string,
): readonly { Id: string; RepoTags: string[] }[] {
  const { Repositories: named } = jsonAt(state, `${records(driver)}/repositories.json`);
  const tags = Object.values(isRecord(named) ? named : {}).flatMap((one) =>
    Object.entries(isRecord(one) ? one : {}),
  );
  const folder = `${records(driver)}/imagedb/content/sha256`;
  return namesIn(state.files, folder).flatMap((id) => {
    const { rootfs } = jsonAt(state, `${folder}/${id}`);
    const diffs = isRecord(rootfs) && Array.isArray(rootfs['diff_ids']) ? rootfs['diff_ids'] : [];
    const isWhole = diffs.every((_, at) => {
      const chain = chainIdOf(diffs.slice(0, at + 1).map(String)) ?? '';
      const file = `${records(driver)}/layerdb/${chain.replace(':', '/')}/cache-id`;
      return hasLayer(state, driver, textAt(state, file) ?? '');
    });
    const RepoTags = tags.filter(([, of]) => of === `sha256:${id}`).map(([tag]) => tag);
    return isWhole ? [{ Id: `sha256:${id}`, RepoTags }] : [];
  });
}

/** The containers that run while Docker does, by the daemon's driver. */
export const running = (state: State): readonly Loaded[] =>
  state.layers === null || state.daemon === null
    ? []
    : loadedBy(state, state.daemon.driver).filter(({ restarts }) => restarts);

/** Thin devices that Docker has open. */
export const runningOnPool = (state: State): readonly (Loaded & { readonly deviceId: number })[] =>
  state.daemon?.driver === 'devicemapper'
    ? running(state).map((one) => ({ ...one, deviceId: deviceOf(state, one.mountId) ?? 0 }))
    : [];

/** Where the layers of containers that run are mounted. */
export const containerMounts = (state: State): readonly string[] =>
  running(state).map(({ mountId }) =>
    state.daemon?.driver === 'overlay2'
      ? `${ROOT}/overlay2/${mountId}/merged`
      : `${ROOT}/devicemapper/mnt/${mountId}`,
  );
