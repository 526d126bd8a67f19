import type { DockersDevice } from '../model/facts/layers.ts';
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

const short = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);

/**
 * Lists the layers of images, lowest first, then of each container the layer of its initial files and
 * its own (moby, layer/layer_store.go). In time proportional to their number.
 */
export function dueLayers(record: DriverRecord, { oldRecords }: MigrationPaths): DueLayers {
  const devices = new Map(record.devices.map((device) => [device.name, device]));
  const lost: string[] = [];
  const due: DueLayer[] = [];
  const add = (what: string, one: Omit<DueLayer, 'layer'>, layer: NewLayer): void => {
    const device = devices.get(layer.id);
    const below = layer.below === null ? null : devices.get(layer.below);
    if (device === undefined || device.deleted || below === undefined) {
      lost.push(`${what} has no thin device on record`);
      return;
    }
    const parts = { id: layer.id, device: of(device), proof: layer.proof };
    const base = below === null ? null : { id: below.name, device: of(below) };
    due.push({ ...one, layer: { ...parts, below: base } });
  };
  const byChain = new Map(record.layers.map((layer) => [layer.chainId, layer]));
  const { ordered, unrooted } = lowestFirst(record.layers, byChain);
  lost.push(...unrooted.map((chain) => `image layer ${short(chain)} has lost the layer below it`));
  for (const { chainId, cacheId, parent, diffId } of ordered) {
    const folder = layerRecord(oldRecords, chainId);
    const below = parent === null ? null : (byChain.get(parent)?.cacheId ?? null);
    const proof = { tarSplit: `${folder}/tar-split.json.gz`, diffId };
    const source = { record: `${folder}/cache-id`, containerId: null };
    add(`image layer ${short(chainId)}`, source, { id: cacheId, below, proof });
  }
  for (const { id, name, mountId, initId, parent } of record.containers) {
    const what = `container ${name ?? short(id)}`;
    const source = { record: `${oldRecords}/layerdb/mounts/${id}/mount-id`, containerId: id };
    const image = parent === null ? null : byChain.get(parent);
    if (image === undefined) {
      lost.push(`the image of ${what} is not on record`);
      continue;
    }
    const below = image?.cacheId ?? null;
    if (initId !== '') add(what, source, { id: initId, below, proof: null });
    add(what, source, { id: mountId, below: initId === '' ? below : initId, proof: null });
  }
  return { due, lost };
}

interface NewLayer extends Pick<LayerToConvert, 'id' | 'proof'> {
  readonly below: string | null;
}

const of = ({ deviceId, size }: DockersDevice) => ({ deviceId, size });

/** A layer whose parent is not on record, or that is its own ancestor, stands on nothing. */
function lowestFirst(
  layers: readonly RecordedLayer[],
  byChain: ReadonlyMap<string, RecordedLayer>,
): { readonly ordered: readonly RecordedLayer[]; readonly unrooted: readonly string[] } {
  const children = new Map<string | null, RecordedLayer[]>();
  for (const layer of layers) {
    const siblings = children.get(layer.parent);
    if (siblings === undefined) children.set(layer.parent, [layer]);
    else siblings.push(layer);
  }
  const ordered = [...(children.get(null) ?? [])];
  // The list grows while it is read: each layer is followed by those on top of it.
  for (const layer of ordered) ordered.push(...(children.get(layer.chainId) ?? []));
  const placed = new Set(ordered.map(({ chainId }) => chainId));
  const unrooted = [...byChain.keys()].filter((chain) => !placed.has(chain));
  return { ordered, unrooted };
}
