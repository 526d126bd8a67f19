import type { DockersDevice, StoredContainer } from '../model/facts/layers.ts';
import type { DriverRecord, MigrationPaths, RecordedLayer } from '../model/facts/migration.ts';
import type { LayerToConvert } from '../model/plan/conversion.ts';

/** A layer to convert, and the file that says that Docker still has it. */
export interface DueLayer {
  readonly layer: LayerToConvert;
  readonly record: string;
  /** The container whose own layer, or initial files, it holds; null: an image layer. */
  readonly containerId: string | null;
}

/** All layers of the driver, each after the one below it, and those that cannot be converted. */
export interface DueLayers {
  readonly due: readonly DueLayer[];
  /** `layer 0123456789ab has no thin device on record`. */
  readonly lost: readonly string[];
}

/** Directory of a layer's records below image/DRIVER. @param chainId `sha256:...` */
export const layerRecord = (records: string, chainId: string): string =>
  `${records}/layerdb/${chainId.replace(':', '/')}`;

/** The twelve digits by which people know an image or a layer. */
export const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);

/**
 * Lists the layers of images, lowest first, then of each container the layer of its initial files and
 * its own (moby, layer/layer_store.go). In time proportional to their number.
 */
export function dueLayers(record: DriverRecord, paths: MigrationPaths): DueLayers {
  const { ordered, unrooted } = lowestFirst(record.layers);
  const byChain = new Map(ordered.map((layer) => [layer.chainId, layer]));
  const devices = new Map(record.devices.map((device) => [device.name, device]));
  const wanted = [
    ...ordered.map((layer) => imageLayer(layer, byChain, paths)),
    ...record.containers.flatMap((one) => containerLayers(one, byChain, paths)),
  ];
  const joined = wanted.map((one) => withDevices(one, devices));
  return {
    due: joined.flatMap(({ due }) => due ?? []),
    lost: [
      ...unrooted.map((chain) => `image layer ${shortId(chain)} has lost the layer below it`),
      ...new Set(joined.flatMap(({ lost }) => lost ?? [])),
    ],
  };
}

/** A layer by its names alone. */
interface Wanted extends Omit<DueLayer, 'layer'>, Pick<LayerToConvert, 'id' | 'proof'> {
  /** How people know it. */
  readonly what: string;
  /** undefined: its image is not on record. */
  readonly below: string | null | undefined;
}

type ByChain = ReadonlyMap<string, RecordedLayer>;

const cacheIdOf = (byChain: ByChain, chainId: string | null): string | null | undefined =>
  chainId === null ? null : byChain.get(chainId)?.cacheId;

function imageLayer(
  { chainId, cacheId, parent, diffId }: RecordedLayer,
  byChain: ByChain,
  { oldRecords }: MigrationPaths,
): Wanted {
  const folder = layerRecord(oldRecords, chainId);
  return {
    what: `image layer ${shortId(chainId)}`,
    id: cacheId,
    below: cacheIdOf(byChain, parent),
    proof: { tarSplit: `${folder}/tar-split.json.gz`, diffId },
    record: `${folder}/cache-id`,
    containerId: null,
  };
}

function containerLayers(
  { id, name, mountId, initId, parent }: StoredContainer,
  byChain: ByChain,
  { oldRecords }: MigrationPaths,
): readonly Wanted[] {
  const record = `${oldRecords}/layerdb/mounts/${id}/mount-id`;
  const own = { what: `container ${name ?? shortId(id)}`, record, containerId: id, proof: null };
  const image = cacheIdOf(byChain, parent);
  if (initId === '') return [{ ...own, id: mountId, below: image }];
  return [
    { ...own, id: initId, below: image },
    { ...own, id: mountId, below: image === undefined ? undefined : initId },
  ];
}

function withDevices(
  { what, id, below, proof, record, containerId }: Wanted,
  devices: ReadonlyMap<string, DockersDevice>,
): { readonly due?: DueLayer; readonly lost?: string } {
  if (below === undefined) return { lost: `the image of ${what} is not on record` };
  const device = devices.get(id);
  const under = below === null ? null : devices.get(below);
  if (device === undefined || device.deleted || under === undefined)
    return { lost: `${what} has no thin device on record` };
  const base = under === null ? null : { id: under.name, device: sizeOf(under) };
  return {
    due: { layer: { id, device: sizeOf(device), below: base, proof }, record, containerId },
  };
}

const sizeOf = ({ deviceId, size }: DockersDevice) => ({ deviceId, size });

/**
 * Orders layers so that each follows the one below it, at once where it can: then that one is still open
 * as it is converted. A layer whose parent is not on record, or that is its own ancestor, stands on nothing.
 */
function lowestFirst(layers: readonly RecordedLayer[]): {
  readonly ordered: readonly RecordedLayer[];
  readonly unrooted: readonly string[];
} {
  const children = new Map<string | null, RecordedLayer[]>();
  for (const layer of layers) {
    const siblings = children.get(layer.parent);
    if (siblings === undefined) children.set(layer.parent, [layer]);
    else siblings.push(layer);
  }
  const ordered: RecordedLayer[] = [];
  const waiting = (children.get(null) ?? []).toReversed();
  for (let layer = waiting.pop(); layer !== undefined; layer = waiting.pop()) {
    ordered.push(layer);
    waiting.push(...(children.get(layer.chainId) ?? []).toReversed());
  }
  const placed = new Set(ordered.map(({ chainId }) => chainId));
  const unrooted = layers.map(({ chainId }) => chainId).filter((chain) => !placed.has(chain));
  return { ordered, unrooted };
}
