import { sha256Of } from '../model/sha256.ts';
import { ParseError } from '../model/errors.ts';
import { fields, isRecord, parseJson, quoted, type JsonRecord } from '../model/json.ts';
import type {
  ContainerState,
  DockersDevice,
  StoredContainer,
  StoredImage,
} from '../model/facts/layers.ts';
import { bytes } from '../model/units.ts';

/** moby, deviceset.go: the files in devicemapper/metadata that do not describe a device. */
const NO_DEVICES = new Set(['deviceset-metadata', 'transaction-metadata']);

/** moby, deviceset.go: the file in devicemapper/metadata about the last change, finished or not. */
export const TRANSACTION = 'transaction-metadata';

/** moby, deviceset.go: the file of the base device, whose own name is empty. */
export const BASE = 'base';

/** Returns the names in devicemapper/metadata that describe devices, without temporary files. */
export const deviceFiles = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !NO_DEVICES.has(name) && !name.startsWith('.'));

/** Returns the names of the thin devices except the base device. */
export const layerFiles = (names: readonly string[]): readonly string[] =>
  deviceFiles(names).filter((name) => name !== BASE);

/**
 * Reads `{"device_id":2,"size":10737418240,"transaction_id":2,"initialized":false,"deleted":false}`
 * (moby, deviceset.go, devInfo).
 * @param path path of the file, whose last part is the device's name
 * @throws ParseError
 */
export function parseDevice(path: string, text: string): DockersDevice {
  const found = recordIn(path, text);
  const read = fields(path, found);
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    deviceId: read.count('device_id'),
    size: bytes(read.count('size')),
    transactionId: read.count('transaction_id'),
    deleted: found['deleted'] === true,
  };
}

/**
 * Reads the last change of the devices, finished or not:
 * `{"open_transaction_id":3,"device_hash":"...","device_id":3}` (moby, deviceset.go, transaction).
 * @throws ParseError for text that is no JSON; its fields throw it where one is missing
 */
export const parseTransaction = (path: string, text: string) => fields(path, parseJson(path, text));

/**
 * Reads the names of images by id from `{"Repositories":{"bb":{"bb:latest":"sha256:..."}}}` (moby,
 * reference/store.go).
 * @throws ParseError
 */
export function parseRepositories(
  path: string,
  text: string,
): ReadonlyMap<string, readonly string[]> {
  const repositories = recordIn(path, text)['Repositories'];
  if (!isRecord(repositories)) throw new ParseError(path, 'Repositories', quoted(repositories));
  const names = new Map<string, string[]>();
  for (const references of Object.values(repositories)) {
    if (!isRecord(references)) throw new ParseError(path, 'names of images', quoted(references));
    for (const [name, id] of Object.entries(references)) {
      if (typeof id !== 'string') throw new ParseError(path, `an id for ${name}`, quoted(id));
      // A digest names what a tag names already.
      if (!name.includes('@')) names.set(id, [...(names.get(id) ?? []), name]);
    }
  }
  return names;
}

/** Reads an image's configuration (OCI image-spec, config.md). @throws ParseError */
export function parseImage(
  path: string,
  text: string,
  names: ReadonlyMap<string, readonly string[]>,
): StoredImage {
  const id = `sha256:${path.slice(path.lastIndexOf('/') + 1)}`;
  const rootfs = recordIn(path, text)['rootfs'];
  const diffs: unknown = isRecord(rootfs) ? (rootfs['diff_ids'] ?? []) : undefined;
  if (!Array.isArray(diffs)) throw new ParseError(path, 'rootfs.diff_ids', quoted(rootfs));
  return { id, names: (names.get(id) ?? []).toSorted(), top: chainIdOf(diffs.map(String)) };
}

/**
 * Computes the chain id of layers (OCI image-spec, config.md, Layer ChainID): for the lowest one
 * its diff id, for the others the hash of the chain id below, a blank, and the diff id.
 * @param diffIds diff ids of the layers, the lowest first
 */
export function chainIdOf(diffIds: readonly string[]): string | null {
  const [lowest, ...above] = diffIds;
  if (lowest === undefined) return null;
  return above.reduce((below, diff) => `sha256:${sha256Of(`${below} ${diff}`)}`, lowest);
}

/** Reads config.v2.json of a container (moby, container/container.go). @throws ParseError */
export function parseContainer(
  path: string,
  text: string,
): Pick<StoredContainer, 'name' | 'image' | 'state'> {
  const found = recordIn(path, text);
  const { Name: name, Config: config, State: state } = found;
  if (typeof name !== 'string' || !isRecord(state)) {
    throw new ParseError(path, 'Name and State', text.slice(0, 100));
  }
  const image = isRecord(config) ? config['Image'] : undefined;
  return {
    name: name.replace(/^\//, ''),
    image: typeof image === 'string' && image !== '' ? image : null,
    state: stateOf(state),
  };
}

/** moby, container/state.go, StateString. */
function stateOf(state: JsonRecord): ContainerState {
  if (state['Running'] === true) {
    if (state['Paused'] === true) return 'paused';
    return state['Restarting'] === true ? 'restarting' : 'running';
  }
  if (state['Dead'] === true) return 'dead';
  const started = state['StartedAt'];
  const hasRun = typeof started === 'string' && !started.startsWith('0001-01-01');
  return hasRun ? 'exited' : 'created';
}

/** Reads a file that holds a JSON object. @throws ParseError */
export function recordIn(path: string, text: string): JsonRecord {
  const value = parseJson(path, text);
  if (isRecord(value)) return value;
  throw new ParseError(path, 'a JSON object', text.slice(0, 100));
}
