/**
 * The daemon's own metadata, io.containerd.metadata.v1.bolt/meta.db: what images, containers and leases there are in
 * each namespace, and which snapshots they have (containerd at 301026e58c: core/metadata/buckets.go).
 */
import { read, unreadable, type Read } from '../model/known.ts';
import { bucketIn, bucketsIn, labelsIn, textIn } from './bolt-fields.ts';
import { readBolt, type BoltBucket } from './bolt.ts';
import { goTime } from './go-time.ts';

export interface EngineImage {
  /** `docker.io/library/busybox:1` */
  readonly name: string;
  /** Digest of its index or manifest; null: there is none. */
  readonly digest: string | null;
}

export interface EngineContainer {
  readonly id: string;
  /** Name of its image; null: it has none, or does not say. */
  readonly image: string | null;
  readonly snapshotter: string | null;
  /** Name of its snapshot in its namespace. */
  readonly snapshotKey: string | null;
}

/** A snapshot as the daemon knows it, of the devmapper snapshotter. */
export interface EngineSnapshot {
  readonly name: string;
  /** Its key in metadata.db, `NAMESPACE/NUMBER/NAME`. */
  readonly internalName: string | null;
  /** Name of the snapshot below it, in its namespace; null: none. */
  readonly parent: string | null;
}

/** Keeps something that nobody else needs from being removed. */
export interface Lease {
  readonly id: string;
  /** As it stands in the label containerd.io/gc.expire (RFC 3339); null: it never expires. */
  readonly expires: string | null;
  readonly createdMs: number | null;
  /** Names of snapshots of the devmapper snapshotter. */
  readonly snapshots: readonly string[];
}

export interface EngineNamespace {
  readonly name: string;
  readonly images: readonly EngineImage[];
  /** Those of all snapshotters. */
  readonly containers: readonly EngineContainer[];
  readonly snapshots: readonly EngineSnapshot[];
  readonly leases: readonly Lease[];
}

const SNAPSHOTTER = 'devmapper';
const EXPIRE_LABEL = 'containerd.io/gc.expire';

/**
 * Reads meta.db. A namespace that was removed is not in it, however much of it is left elsewhere.
 * @returns the namespaces, in the order of their names, or why the file cannot be read
 */
export function readMetaDb(file: Uint8Array): Read<readonly EngineNamespace[]> {
  const opened = readBolt(file);
  if (!opened.ok) return opened;
  const newer = [...opened.value.buckets.keys()].find((name) => name !== 'v1');
  if (newer !== undefined) return unreadable(`unknown format ${newer}: only v1 is supported`);
  return read(
    bucketsIn(bucketIn(opened.value, 'v1')).map(([name, bucket]) => namespaceOf(name, bucket)),
  );
}

const namespaceOf = (name: string, bucket: BoltBucket): EngineNamespace => ({
  name,
  images: bucketsIn(bucketIn(bucket, 'images')).map(([image, fields]) => imageOf(image, fields)),
  containers: bucketsIn(bucketIn(bucket, 'containers')).map(([id, fields]) =>
    containerOf(id, fields),
  ),
  snapshots: bucketsIn(bucketIn(bucket, 'snapshots', SNAPSHOTTER)).map(([key, fields]) => ({
    name: key,
    internalName: textIn(fields, 'name'),
    parent: textIn(fields, 'parent'),
  })),
  leases: bucketsIn(bucketIn(bucket, 'leases')).map(([id, fields]) => leaseOf(id, fields)),
});

function imageOf(name: string, fields: BoltBucket): EngineImage {
  const target = bucketIn(fields, 'target');
  return { name, digest: target === null ? null : textIn(target, 'digest') };
}

const containerOf = (id: string, fields: BoltBucket): EngineContainer => ({
  id,
  image: textIn(fields, 'image'),
  snapshotter: textIn(fields, 'snapshotter'),
  snapshotKey: textIn(fields, 'snapshotKey'),
});

const leaseOf = (id: string, fields: BoltBucket): Lease => ({
  id,
  expires: labelsIn(fields).get(EXPIRE_LABEL) ?? null,
  createdMs: goTime(fields.values.get('createdat') ?? new Uint8Array()),
  snapshots: [...(bucketIn(fields, 'snapshots', SNAPSHOTTER)?.values.keys() ?? [])],
});
