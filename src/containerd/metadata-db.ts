/**
 * The snapshotter's own list of snapshots, ROOT/metadata.db. The name of a snapshot's device ends with its id, and
 * pool-db.ts has the devices (containerd at 301026e58c: core/snapshots/storage/bolt.go).
 */
import { read, unreadable, type Read } from '../model/known.ts';
import { bytes, type Bytes } from '../model/units.ts';
import { bucketIn, bucketsIn, labelsIn, textIn } from './bolt-fields.ts';
import { readBolt, type BoltBucket } from './bolt.ts';
import { goTime } from './go-time.ts';
import { uvarint, varint } from './varint.ts';

/**
 * - committed: a layer; nothing writes to it, and its device is not active
 * - active: of a container, or of a layer that is being unpacked
 * - view: active and read-only
 */
export type SnapshotKind = 'view' | 'active' | 'committed';

export interface Snapshot {
  /** `NAMESPACE/NUMBER/NAME`, unique in the file. */
  readonly key: string;
  /** null: the key has another form, so that no namespace of containerd leads here. */
  readonly namespace: string | null;
  /** The key that `ctr snapshots` shows; the whole key where there is no namespace. */
  readonly name: string;
  /** The number in the name of its device, `POOL-snap-ID`; it is not the thin device's id. */
  readonly id: number;
  readonly kind: SnapshotKind;
  /** Key of the snapshot below it; null: none. */
  readonly parent: string | null;
  /** Space that it uses without its parents, as counted when it was committed; null: it was never counted. */
  readonly size: Bytes | null;
  /** Milliseconds since 1970; of a committed one, when it was committed. */
  readonly createdMs: number | null;
  /** ext4, xfs or ext2 by its label; null: it has no label, as with containerd 1.4. */
  readonly fileSystem: string | null;
}

/** Kind in core/snapshots/snapshotter.go, by its number. */
const KINDS: readonly (SnapshotKind | null)[] = [null, 'view', 'active', 'committed'];

/** plugins/snapshots/devmapper/snapshotter.go */
const FILE_SYSTEM_LABEL = 'containerd.io/snapshot/devmapper/fstype';

/**
 * Reads metadata.db. A file in which nothing was ever written has no snapshots.
 * @returns the snapshots of all namespaces, in the order of their keys, or why the file cannot be read
 */
export function readMetadataDb(file: Uint8Array): Read<readonly Snapshot[]> {
  const opened = readBolt(file);
  if (!opened.ok) return opened;
  const snapshots: Snapshot[] = [];
  for (const [key, bucket] of bucketsIn(bucketIn(opened.value, 'v1', 'snapshots'))) {
    const snapshot = snapshotOf(key, bucket);
    if (snapshot === null) return unreadable(`snapshot ${key} has an invalid id, kind or size`);
    snapshots.push(snapshot);
  }
  return read(snapshots);
}

function snapshotOf(key: string, bucket: BoltBucket): Snapshot | null {
  const id = uvarint(bucket.values.get('id') ?? new Uint8Array());
  const kind = kindOf(bucket.values.get('kind'));
  const size = sizeOf(bucket.values.get('size'));
  if (id === null || kind === null || size === undefined) return null;
  return {
    key,
    ...splitKey(key),
    ...{ id, kind, size },
    parent: textIn(bucket, 'parent'),
    createdMs: goTime(bucket.values.get('createdat') ?? new Uint8Array()),
    fileSystem: labelsIn(bucket).get(FILE_SYSTEM_LABEL) ?? null,
  };
}

const kindOf = (value: Uint8Array | undefined): SnapshotKind | null =>
  value?.length === 1 ? (KINDS[value[0] ?? 0] ?? null) : null;

function sizeOf(value: Uint8Array | undefined): Bytes | null | undefined {
  if (value === undefined) return null;
  const size = varint(value);
  return size === null || size < 0 ? undefined : bytes(size);
}

/** createKey in core/metadata/snapshot.go; a namespace has no slash, a name may have some. */
function splitKey(key: string): Pick<Snapshot, 'namespace' | 'name'> {
  const [, namespace, name] = /^([^/]+)\/\d+\/(.+)$/s.exec(key) ?? [];
  return namespace === undefined || name === undefined
    ? { namespace: null, name: key }
    : { namespace, name };
}
