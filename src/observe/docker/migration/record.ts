import { isRecord } from '../../../model/json.ts';
import { ParseError } from '../../../model/errors.ts';
import type {
  DriverRecord,
  MigrationPaths,
  RecordedContainer,
  RecordedLayer,
} from '../../../model/facts/migration.ts';
import type { StoredContainer, StoredLayer } from '../../../model/facts/layers.ts';
import type { Host } from '../../../model/host.ts';
import { recordIn } from '../../../docker/layer-files.ts';
import { layerRecord } from '../../../docker/migration-layers.ts';
import { tarSplitTotals } from '../../../docker/tar-split.ts';
import { bytes } from '../../../model/units.ts';
import { attempt } from '../../attempt.ts';
import { dockersRecord } from '../layers.ts';

/**
 * Reads all that the devicemapper driver has on record in a data root, from files alone. null: it has
 * nothing there.
 * @param room `count`: the tar-split of every image layer is read as a whole, which takes a second for
 * some hundred MiB of them; `skip`: of the layers, entries and room are 0 and nothing is unfit
 * @throws HostError when a directory cannot be listed
 */
export async function driverRecord(
  host: Host,
  paths: MigrationPaths,
  room: 'count' | 'skip',
): Promise<DriverRecord | null> {
  const { root, oldRecords } = paths;
  if ((await host.lstat(`${oldRecords}/layerdb`)) === null) return null;
  const found = await dockersRecord(host, root);
  const unread = [...found.unread];
  const kept = async <From, To>(all: readonly From[], read: (one: From) => Promise<To>) => {
    const readable: To[] = [];
    for (const one of all) {
      const made = await attempt(() => read(one));
      if (made.known) readable.push(made.value);
      else unread.push(made.why);
    }
    return readable;
  };
  const layers = await kept(found.layers, (layer) => withProof(host, oldRecords, layer, room));
  const containers = await kept(found.containers, (one) => withConfig(host, root, one));
  const fileSystem = await attempt(() => baseFileSystem(host, root));
  if (!fileSystem.known) unread.push(fileSystem.why);
  return {
    layers,
    containers,
    images: found.images,
    devices: found.devices,
    fileSystem: fileSystem.known ? fileSystem.value : null,
    unread,
  };
}

/** @throws HostError or ParseError */
async function withProof(
  host: Host,
  records: string,
  layer: StoredLayer,
  room: 'count' | 'skip',
): Promise<RecordedLayer> {
  const folder = layerRecord(records, layer.chainId);
  const diff = (await host.readText(`${folder}/diff`))?.trim() ?? '';
  if (!/^sha256:[0-9a-f]{64}$/.test(diff)) throw new ParseError(`${folder}/diff`, 'a digest', diff);
  const tarSplit = `${folder}/tar-split.json.gz`;
  if ((await host.lstat(tarSplit)) === null) throw new ParseError(tarSplit, 'a file', 'nothing');
  const totals =
    room === 'skip'
      ? { entries: 0, room: bytes(0), unfit: [] }
      : await tarSplitTotals(tarSplit, host.gunzippedLines(tarSplit));
  return { ...layer, diffId: diff, ...totals };
}

/** @throws HostError or ParseError */
async function withConfig(
  host: Host,
  root: string,
  container: StoredContainer,
): Promise<RecordedContainer> {
  const folder = `${root}/containers/${container.id}`;
  const config = await jsonIn(host, `${folder}/config.v2.json`);
  const hostConfig = await jsonIn(host, `${folder}/hostconfig.json`);
  const driver = config?.['Driver'];
  const options = hostConfig?.['StorageOpt'];
  const policy = hostConfig?.['RestartPolicy'];
  const restart = isRecord(policy) ? policy['Name'] : undefined;
  return {
    ...container,
    driver: typeof driver === 'string' ? driver : null,
    autoRemove: hostConfig?.['AutoRemove'] === true,
    limited: isRecord(options) && 'size' in options,
    restarts: typeof restart === 'string' && !['', 'no'].includes(restart),
  };
}

async function jsonIn(host: Host, path: string) {
  const text = await host.readText(path);
  return text === null ? null : recordIn(path, text);
}

/** moby, deviceset.go, deviceSet.saveDeviceSetMetaData. */
async function baseFileSystem(host: Host, root: string): Promise<string | null> {
  const found = await jsonIn(host, `${root}/devicemapper/metadata/deviceset-metadata`);
  const type = found?.['BaseDeviceFilesystem'];
  return typeof type === 'string' && type !== '' ? type : null;
}

/** Counts the image layers that the devicemapper driver has on record. @throws HostError */
export const layersOnRecord = async (host: Host, root: string): Promise<number> =>
  (await host.list(`${root}/image/devicemapper/layerdb/sha256`))?.length ?? 0;
