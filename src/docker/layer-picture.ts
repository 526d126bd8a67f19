import { BASE } from './layer-files.ts';
import type {
  ActiveThin,
  DockersDevice,
  DockersRecord,
  Layer,
  LayeredImage,
  LayerPicture,
  MappedThin,
  Orphan,
  StoredLayer,
} from '../model/facts/layers.ts';
import { knownOr, type Known } from '../model/known.ts';

/** The owner of a device. */
type Owner = Pick<Layer, 'kind' | 'chainId' | 'images' | 'containerId'>;

const NOBODYS: Owner = { kind: 'unowned', chainId: null, images: [], containerId: null };

/**
 * Joins Docker's records, the kernel's active devices and the pool's metadata by device id and
 * name, in time proportional to the number of layers.
 */
export function layerPicture(
  record: DockersRecord,
  active: Known<readonly ActiveThin[]>,
  mapped: Known<readonly MappedThin[]>,
): LayerPicture {
  const images = layeredImages(record);
  const owners = ownersOf(record, images);
  const activeById = byId(knownOr(active, []));
  const mappedById = byId(knownOr(mapped, []));
  const layers = record.devices.map((device): Layer => {
    const running = activeById.get(device.deviceId);
    const use = mappedById.get(device.deviceId);
    return {
      ...{ name: device.name, deviceId: device.deviceId, transactionId: device.transactionId },
      deleted: device.deleted,
      ...(owners.get(device.name) ?? NOBODYS),
      virtualBytes: device.size,
      mappedBytes: use?.mapped ?? running?.mapped ?? null,
      exclusiveBytes: use?.exclusive ?? null,
      sharedBytes: use?.shared ?? null,
      active: running === undefined ? null : nameOf(running),
    };
  });
  return {
    layers: layers.sort((a, b) => a.deviceId - b.deviceId),
    images,
    containers: record.containers,
    // While a file is not read, what it says is not missing.
    orphans: record.unread.length > 0 ? [] : orphansOf(record, owners, mapped),
  };
}

const nameOf = ({ name, majorMinor, openCount }: ActiveThin): Layer['active'] => ({
  name,
  majorMinor,
  openCount,
});

const byId = <T extends { readonly deviceId: number }>(all: readonly T[]): ReadonlyMap<number, T> =>
  new Map(all.map((one) => [one.deviceId, one]));

/** Returns the owners by name of the device. */
function ownersOf(
  { layers, containers }: DockersRecord,
  images: readonly LayeredImage[],
): ReadonlyMap<string, Owner> {
  const labels = new Map<string, string[]>();
  for (const { id, names, layers: of } of images) {
    const label = names.length > 0 ? names : [id];
    for (const name of of) {
      const others = labels.get(name);
      if (others === undefined) labels.set(name, [...label]);
      else others.push(...label);
    }
  }
  const owners = new Map<string, Owner>([[BASE, { ...NOBODYS, kind: 'base' }]]);
  for (const { cacheId, chainId } of layers) {
    const partOf = labels.get(cacheId) ?? [];
    owners.set(cacheId, { kind: 'image', chainId, images: partOf, containerId: null });
  }
  for (const { id, mountId, initId, parent } of containers) {
    const owner = { chainId: parent, images: [], containerId: id };
    owners.set(mountId, { kind: 'container', ...owner });
    if (initId !== '') owners.set(initId, { kind: 'init', ...owner });
  }
  return owners;
}

/** Returns images with few layers first, since others are built from them. */
function layeredImages({ layers, images }: DockersRecord): readonly LayeredImage[] {
  const byChain = new Map(layers.map((layer) => [layer.chainId, layer]));
  return images
    .map((image) => ({ ...image, layers: namesFrom(byChain, image.top) }))
    .sort((a, b) => a.layers.length - b.layers.length);
}

/** Returns the names of a layer's device and those below. An unknown parent or a cycle ends it. */
function namesFrom(
  byChain: ReadonlyMap<string, StoredLayer>,
  top: string | null,
): readonly string[] {
  const names = new Set<string>();
  for (let at = top; at !== null;) {
    const layer = byChain.get(at);
    if (layer === undefined || names.has(layer.cacheId)) break;
    names.add(layer.cacheId);
    at = layer.parent;
  }
  return [...names];
}

function orphansOf(
  { devices, layers, containers }: DockersRecord,
  owners: ReadonlyMap<string, Owner>,
  mapped: Known<readonly MappedThin[]>,
): readonly Orphan[] {
  const names = new Set(devices.map(({ name }) => name));
  const needed = [
    ...layers.map(({ cacheId }) => cacheId),
    ...containers.flatMap(({ mountId, initId }) => (initId === '' ? [mountId] : [mountId, initId])),
  ];
  const unowned = devices.filter(({ name, deleted }) => !owners.has(name) && !deleted);
  return [
    ...(mapped.known ? between(devices, mapped.value) : []),
    ...unowned.map((device) => orphan('no-owner', device)),
    ...needed
      .filter((name) => !names.has(name))
      .map((name): Orphan => ({ kind: 'no-file', name, deviceId: null, bytes: null })),
  ];
}

/** Returns devices that only Docker's files or only the pool have. */
function between(
  devices: readonly DockersDevice[],
  mapped: readonly MappedThin[],
): readonly Orphan[] {
  const onRecord = new Set(devices.map(({ deviceId }) => deviceId));
  const inPool = new Set(mapped.map(({ deviceId }) => deviceId));
  return [
    ...mapped
      .filter(({ deviceId }) => !onRecord.has(deviceId))
      .map(({ deviceId, mapped: bytes }): Orphan => ({
        ...{ kind: 'no-record', name: null },
        ...{ deviceId, bytes },
      })),
    ...devices
      .filter(({ deviceId }) => !inPool.has(deviceId))
      .map((device) => orphan('no-device', device)),
  ];
}

const orphan = (kind: Orphan['kind'], { name, deviceId }: DockersDevice): Orphan => ({
  ...{ kind, name, deviceId },
  bytes: null,
});
