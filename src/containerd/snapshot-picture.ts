import type {
  ActiveThin,
  Layer,
  LayeredImage,
  LayerPicture,
  MappedThin,
  Orphan,
  StoredContainer,
} from '../model/facts/layers.ts';
import { knownOr, type Known } from '../model/known.ts';
import { agreementOf, deviceNameOf, type OwnedDevice } from './agreement.ts';
import type { EngineNamespace } from './meta-db.ts';
import type { Snapshot } from './metadata-db.ts';
import type { PoolDb, PoolDevice } from './pool-db.ts';

/** All that containerd has on record of the snapshots in a pool. */
export interface SnapshotsOnRecord {
  readonly poolName: string;
  readonly snapshots: readonly Snapshot[];
  readonly pool: PoolDb;
  readonly namespaces: readonly EngineNamespace[];
  /** Chain id of the topmost layer by digest of the image; null: unknown, or it has none. */
  readonly tops: ReadonlyMap<string, string | null>;
  /** `NAMESPACE/ID` of containers that have a task. */
  readonly tasks: readonly string[];
}

/** Joins containerd's records, the kernel's active devices and the pool's metadata. */
export function snapshotPicture(
  record: SnapshotsOnRecord,
  active: Known<readonly ActiveThin[]>,
  mapped: Known<readonly MappedThin[]>,
): LayerPicture {
  const { poolName, snapshots, pool } = record;
  const found = agreementOf(poolName, snapshots, pool, knownOr(mapped, []));
  const containers = containersOf(record);
  const images = imagesOf(record);
  const byMount = new Map(containers.map((one) => [one.mountId, one]));
  const owners = ownersOf(images);
  const figures = {
    active: new Map(knownOr(active, []).map((one) => [one.deviceId, one])),
    mapped: new Map(knownOr(mapped, []).map((one) => [one.deviceId, one])),
  };
  const layers = found.owned.map((one): Layer => ({
    ...ofDevice(one, figures),
    ...ownerOf(one, byMount, owners),
  }));
  return {
    layers: layers.sort((a, b) => a.deviceId - b.deviceId),
    images,
    containers,
    orphans: [
      ...(mapped.known ? found.orphans.map(noRecord) : []),
      ...(mapped.known ? found.missing.map((one) => orphan('no-device', one)) : []),
      ...found.withoutSnapshot.map((one) => orphan('no-owner', one)),
      ...found.withoutDevice.map((one): Orphan => ({
        ...{ kind: 'no-file', name: deviceNameOf(poolName, one.id) },
        ...{ deviceId: null, bytes: null },
      })),
    ],
  };
}

const noRecord = ({ deviceId, mapped: bytes }: MappedThin): Orphan => ({
  ...{ kind: 'no-record', name: null },
  ...{ deviceId, bytes },
});

const orphan = (kind: Orphan['kind'], { name, deviceId }: PoolDevice): Orphan => ({
  ...{ kind, name, deviceId },
  bytes: null,
});

interface Figures {
  readonly active: ReadonlyMap<number, ActiveThin>;
  readonly mapped: ReadonlyMap<number, MappedThin>;
}

type OfDevice = Omit<Layer, 'kind' | 'chainId' | 'images' | 'containerId'>;

function ofDevice({ device }: OwnedDevice, { active, mapped }: Figures): OfDevice {
  const running = active.get(device.deviceId);
  const use = mapped.get(device.deviceId);
  return {
    ...{ name: device.name, deviceId: device.deviceId },
    // The snapshotter counts no transactions in the pool.
    transactionId: 0,
    deleted: device.state === 'Removing' || device.state === 'Removed',
    virtualBytes: device.size,
    mappedBytes: use?.mapped ?? running?.mapped ?? null,
    exclusiveBytes: use?.exclusive ?? null,
    sharedBytes: use?.shared ?? null,
    active:
      running === undefined
        ? null
        : { name: running.name, majorMinor: running.majorMinor, openCount: running.openCount },
  };
}

/** A committed snapshot is a layer of images; another one is of a container, or being unpacked. */
function ownerOf(
  { snapshot, device }: OwnedDevice,
  containers: ReadonlyMap<string, StoredContainer>,
  owners: ReadonlyMap<string, readonly string[]>,
): Pick<Layer, 'kind' | 'chainId' | 'images' | 'containerId'> {
  const container = containers.get(device.name);
  const chainId = snapshot.name.startsWith('sha256:') ? snapshot.name : null;
  if (container !== undefined)
    return { kind: 'container', chainId: container.parent, images: [], containerId: container.id };
  if (snapshot.kind !== 'committed')
    return { kind: 'unowned', chainId, images: [], containerId: null };
  return { kind: 'image', chainId, images: owners.get(device.name) ?? [], containerId: null };
}

/** Names of images by the device that they use. */
function ownersOf(images: readonly LayeredImage[]): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, string[]>();
  for (const { names, layers } of images)
    for (const name of layers) owners.set(name, [...(owners.get(name) ?? []), ...names]);
  return owners;
}

/** Snapshots by namespace and by the name that ctr shows. */
const keyOf = (namespace: string | null, name: string): string => `${namespace ?? ''} ${name}`;

function containersOf(record: SnapshotsOnRecord): readonly StoredContainer[] {
  const { poolName, snapshots, namespaces, tasks } = record;
  const byName = new Map(snapshots.map((one) => [keyOf(one.namespace, one.name), one]));
  return namespaces.flatMap(({ name, containers }) =>
    containers.flatMap((one): readonly StoredContainer[] => {
      if (one.snapshotter !== 'devmapper' || one.snapshotKey === null) return [];
      const snapshot = byName.get(keyOf(name, one.snapshotKey));
      const id = `${name}/${one.id}`;
      return [
        {
          ...{ id, name: null, image: one.image, initId: '' },
          mountId: snapshot === undefined ? '' : deviceNameOf(poolName, snapshot.id),
          parent: snapshot?.parent?.replace(/^[^/]*\/\d+\//, '') ?? null,
          state: tasks.includes(id) ? 'running' : 'exited',
        },
      ];
    }),
  );
}

/** Images that are unpacked into the pool, those with few layers first. */
function imagesOf({
  poolName,
  snapshots,
  namespaces,
  tops,
}: SnapshotsOnRecord): readonly LayeredImage[] {
  const byKey = new Map(snapshots.map((one) => [one.key, one]));
  const byName = new Map(snapshots.map((one) => [keyOf(one.namespace, one.name), one]));
  const from = (top: Snapshot | undefined): readonly string[] => {
    const names = new Set<string>();
    for (let at = top; at !== undefined; at = byKey.get(at.parent ?? '')) {
      const name = deviceNameOf(poolName, at.id);
      if (names.has(name)) break;
      names.add(name);
    }
    return [...names];
  };
  return namespaces
    .flatMap(({ name: namespace, images }) =>
      images.map(({ name, digest }): LayeredImage => {
        const top = digest === null ? null : (tops.get(digest) ?? null);
        const snapshot = top === null ? undefined : byName.get(keyOf(namespace, top));
        return { id: digest ?? name, names: [name], top, layers: from(snapshot) };
      }),
    )
    .filter(({ layers }) => layers.length > 0)
    .sort((a, b) => a.layers.length - b.layers.length);
}
