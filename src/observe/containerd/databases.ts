import { setTimeout as pause } from 'node:timers/promises';
import { agreementOf } from '../../containerd/agreement.ts';
import { metaDbPath } from '../../containerd/engine.ts';
import { readMetaDb, type EngineNamespace } from '../../containerd/meta-db.ts';
import { readMetadataDb, type Snapshot } from '../../containerd/metadata-db.ts';
import { readPoolDb, type PoolDb } from '../../containerd/pool-db.ts';
import type { ContainerdContent, SnapshotRecords } from '../../model/facts/containerd-state.ts';
import { HostError, type Host } from '../../model/host.ts';
import type { Known, Read } from '../../model/known.ts';
import { bytes } from '../../model/units.ts';
import { attempt } from '../attempt.ts';

/** @throws HostError where there is a file that cannot be read; null: there is none */
async function readDatabase<T>(
  host: Host,
  path: string,
  readIt: (file: Uint8Array) => Read<T>,
): Promise<T | null> {
  const file = await host.readBytes(path);
  if (file === null) return null;
  const found = readIt(file);
  if (found.ok) return found.value;
  throw new HostError('cannot-read', path, `${path}: ${found.why}`);
}

/** Lists the snapshots that the snapshotter has on record; null: it has no database. @throws HostError */
export const snapshotsIn = (host: Host, root: string): Promise<readonly Snapshot[] | null> =>
  readDatabase(host, `${root}/metadata.db`, readMetadataDb);

/** Reads the devices of a pool; null: it has no database. @throws HostError */
export const devicesIn = (host: Host, root: string, pool: string): Promise<PoolDb | null> =>
  pool === '' ? Promise.resolve(null) : readDatabase(host, `${root}/${pool}.db`, readPoolDb);

/**
 * Ids of the devices in POOL.db, and of those that it has marked as taken: containerd may be making one.
 * @throws HostError where there is no database, or it cannot be read
 */
export async function deviceIdsOf(
  host: Host,
  root: string,
  pool: string,
): Promise<ReadonlySet<number>> {
  const found = await devicesIn(host, root, pool);
  const path = `${root}/${pool}.db`;
  if (found === null) throw new HostError('cannot-read', path, `${path} does not exist`);
  const taken = [...found.deviceIds].filter(([, state]) => state === 'taken').map(([id]) => id);
  return new Set([...found.devices.map(({ deviceId }) => deviceId), ...taken]);
}

/** Reads containerd's own database, namespace by namespace; null: there is none. @throws HostError */
export const namespacesIn = (
  host: Host,
  path: string,
): Promise<readonly EngineNamespace[] | null> => readDatabase(host, path, readMetaDb);

/** containerd makes a device before it writes down its snapshot; mkfs on a slow disk lies between the two. */
const BETWEEN_LOOKS_MS = 2000;

/**
 * Reads metadata.db and POOL.db. bbolt writes a page anew and then the page that leads to it, so that a file
 * which is read while containerd writes is whole. What one has and the other lacks counts only if a second
 * look finds it again. No process.
 */
export const recordsOf = (
  host: Host,
  root: string,
  pool: string,
): Promise<Known<SnapshotRecords | null>> =>
  attempt(async () => {
    const first = await readRecords(host, root, pool);
    if (first === null || first.missing.length + first.strays.length === 0) return first;
    await pause(BETWEEN_LOOKS_MS);
    const second = await readRecords(host, root, pool);
    if (second === null) return null;
    const again = (before: readonly string[], now: readonly string[]): readonly string[] =>
      now.filter((name) => before.includes(name));
    return {
      ...second,
      missing: again(first.missing, second.missing),
      strays: again(first.strays, second.strays),
    };
  });

async function readRecords(
  host: Host,
  root: string,
  pool: string,
): Promise<SnapshotRecords | null> {
  const found = await snapshotsIn(host, root);
  const database = await devicesIn(host, root, pool);
  if (found === null && database === null) return null;
  const snapshots = found ?? [];
  const count = (kind: Snapshot['kind']): number =>
    snapshots.filter((one) => one.kind === kind).length;
  const sizes = (database?.devices ?? []).map(({ size }) => size);
  return {
    committed: count('committed'),
    active: count('active'),
    views: count('view'),
    largestDevice: sizes.length === 0 ? null : bytes(Math.max(...sizes)),
    ...(pool === '' ? NO_DEVICES : devicesAgainst(pool, snapshots, database ?? NO_DATABASE)),
  };
}

type Compared = Pick<SnapshotRecords, 'faulty' | 'missing' | 'strays'>;

const NO_DEVICES: Compared = { faulty: [], missing: [], strays: [] };
const NO_DATABASE: PoolDb = { devices: [], deviceIds: new Map() };

/** Holds the two files against each other; the pool itself is not asked. */
function devicesAgainst(pool: string, snapshots: readonly Snapshot[], database: PoolDb): Compared {
  const { faulty, withoutDevice, withoutSnapshot } = agreementOf(pool, snapshots, database, []);
  const strays = withoutSnapshot.filter((device) => !faulty.includes(device));
  return {
    faulty: faulty.map(({ name }) => name),
    missing: withoutDevice.map(({ key }) => key),
    strays: strays.map(({ name }) => name),
  };
}

/** Where the daemon keeps a folder for each task (plugin io.containerd.runtime.v2.task, `state`). */
const TASKS = '/run/containerd/io.containerd.runtime.v2.task';

/** Counts what containerd keeps with the devmapper snapshotter. No process. @param root of the daemon */
export const contentOf = (host: Host, root: string): Promise<Known<ContainerdContent>> =>
  attempt(async () => {
    const all = (await namespacesIn(host, metaDbPath(root))) ?? [];
    const used = all.filter(({ snapshots }) => snapshots.length > 0);
    const containers = used.flatMap(({ name, containers: here }) =>
      here.filter(({ snapshotter }) => snapshotter === 'devmapper').map(({ id }) => ({ name, id })),
    );
    const tasks: string[] = [];
    for (const { name, id } of containers) {
      if ((await host.lstat(`${TASKS}/${name}/${id}`)) !== null) tasks.push(`${name}/${id}`);
    }
    const images = used.reduce((sum, one) => sum + one.images.length, 0);
    return { images, containers: containers.length, tasks };
  });
