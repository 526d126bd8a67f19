import { uvarint } from '../../src/containerd/varint.ts';
import { failure, success, type Answer } from './answer.ts';
import type { Tree } from './bolt-file.ts';
import {
  bucket,
  bucketsOf,
  META,
  METADATA,
  poolDb,
  putTree,
  treeAt,
} from './containerd-databases.ts';
import { poolNamed } from './device-mapper.ts';
import type { Containerd, State } from './state.ts';

/** Number of a kind in metadata.db, and of a state in POOL.db. */
const [ACTIVE, COMMITTED] = ['\u0002', '\u0003'] as const;
const [ACTIVATED, DEACTIVATED] = [4, 10] as const;

/** Chunks that ext4 takes in a new device: 49 MiB (lazy_itable_init=0), in chunks of 64 KiB. */
const BLOCKS = 784;

/** The databases of a snapshotter on its pool, to be changed and written together. */
interface Databases {
  readonly meta: Tree;
  readonly metadata: Tree;
  readonly pool: Tree;
}

/** Writes down what `change` does; devices of the kernel and the pool's usage follow. */
function changing(state: State, pool: string, change: (databases: Databases) => void): void {
  const databases = {
    meta: treeAt(state, META) ?? {},
    metadata: treeAt(state, METADATA) ?? {},
    pool: treeAt(state, poolDb(pool)) ?? {},
  };
  change(databases);
  putTree(state, METADATA, databases.metadata);
  putTree(state, poolDb(pool), databases.pool);
  putTree(state, META, databases.meta);
  activateDevices(state, pool);
}

const snapshotsIn = (metadata: Tree): Tree => bucket(metadata, 'v1', 'snapshots');
const knownIn = (meta: Tree, namespace: string): Tree =>
  bucket(meta, 'v1', namespace, 'snapshots', 'devmapper');

const valueIn = (value: string | Tree | undefined): string =>
  typeof value === 'string' ? value : '';

interface Device {
  readonly device_id: number;
  readonly name: string;
  readonly state: number;
}

const devicesIn = (tree: Tree): readonly Device[] =>
  Object.values(bucket(tree, 'devices')).map((text) => JSON.parse(valueIn(text)) as Device);

/** The kernel has the devices that are marked as activated; a daemon that starts sees to that. */
export function activateDevices(state: State, pool: string): void {
  const found = poolNamed(state, pool)?.lv.pool;
  const devices = devicesIn(treeAt(state, poolDb(pool)) ?? {});
  if (state.containerd === undefined || !found) return;
  state.containerd.devices = devices
    .filter((one) => one.state === ACTIVATED)
    .map(({ name }) => name);
  found.dataUsedBlocks = BLOCKS * devices.length;
}

/** Has POOL.db devices of a pool that is gone? */
export const hasDevices = (state: State, pool: string): boolean =>
  devicesIn(treeAt(state, poolDb(pool)) ?? {}).length > 0;

function putDevice(tree: Tree, name: string, deviceId: number, state: number): void {
  const device = { device_id: deviceId, size: 10 * 2 ** 30, name, parent_name: '' };
  bucket(tree, 'devices')[name] = JSON.stringify({ ...device, state, error: '' });
  bucket(tree, 'device_ids')[String(deviceId)] = '\u0001';
}

const idOf = (snapshot: Tree): number =>
  uvarint(Buffer.from(valueIn(snapshot['id']), 'latin1')) ?? 0;

/** The least number that none of them has. */
function free(taken: readonly number[]): number {
  let id = 1;
  while (taken.includes(id)) id += 1;
  return id;
}

function prepare(state: State, { pool, namespace }: Called, name: string): Answer {
  if (namespace in namespacesOf(state) && knownIn(treeAt(state, META) ?? {}, namespace)[name])
    return failure(1, `ctr: snapshot "${name}": already exists`);
  changing(state, pool, ({ meta, metadata, pool: devices }) => {
    const id = free(bucketsOf(snapshotsIn(metadata)).map(([, one]) => idOf(one)));
    const key = `${namespace}/${String(id)}/${name}`;
    snapshotsIn(metadata)[key] = { id: String.fromCharCode(id), kind: ACTIVE };
    knownIn(meta, namespace)[name] = { name: key };
    const deviceId = free(devicesIn(devices).map((one) => one.device_id));
    putDevice(devices, `${pool}-snap-${String(id)}`, deviceId, ACTIVATED);
  });
  const lv = poolNamed(state, pool)?.lv;
  if (state.containerd !== undefined) state.containerd.madeOn = lv?.uuid ?? null;
  return success();
}

const notFound = (name: string): Answer =>
  failure(1, `ctr: failed to remove "${name}": snapshot ${name} does not exist: not found`);

/** The device of a committed snapshot is not active. */
function commit(state: State, { pool, namespace }: Called, [to = '', from = '']: Words): Answer {
  const known = knownIn(treeAt(state, META) ?? {}, namespace)[from];
  if (typeof known !== 'object') return notFound(from);
  const key = valueIn(known['name']);
  changing(state, pool, ({ meta, metadata, pool: devices }) => {
    const snapshot = bucket(snapshotsIn(metadata), key);
    const name = `${namespace}/${String(idOf(snapshot))}/${to}`;
    Reflect.deleteProperty(snapshotsIn(metadata), key);
    snapshotsIn(metadata)[name] = { ...snapshot, kind: COMMITTED };
    Reflect.deleteProperty(knownIn(meta, namespace), from);
    knownIn(meta, namespace)[to] = { ...known, name };
    const device = `${pool}-snap-${String(idOf(snapshot))}`;
    const found = devicesIn(devices).find((one) => one.name === device);
    putDevice(devices, device, found?.device_id ?? 0, DEACTIVATED);
  });
  return success();
}

type Words = readonly string[];

/** A call of `ctr` that reached a snapshotter that is up. */
interface Called {
  readonly pool: string;
  readonly namespace: string;
}

/** The daemon forgets it at once; the snapshotter's records and the device go with the next collection. */
function remove(state: State, called: Called, name: string): Answer {
  const meta = treeAt(state, META) ?? {};
  const known = knownIn(meta, called.namespace);
  if (known[name] === undefined) return notFound(name);
  if (bucketsOf(known).some(([, { parent }]) => parent === name))
    return failure(1, `ctr: failed to remove "${name}": cannot remove snapshot with child`);
  Reflect.deleteProperty(known, name);
  putTree(state, META, meta);
  return success();
}

/**
 * Removes what the daemon knows no more, with its device. It does so a moment after the removal, which here
 * is behind the next look at the snapshotter's records, and as it starts.
 */
export function collectGarbage(state: State): void {
  const { containerd } = state;
  if (containerd?.plugin !== 'configured' || containerd.read === null) return;
  const meta = treeAt(state, META) ?? {};
  const wanted = new Set(
    Object.keys(namespacesOf(state))
      .flatMap((namespace) => bucketsOf(knownIn(meta, namespace)))
      .map(([, { name }]) => name),
  );
  const { read: pool } = containerd;
  const gone = bucketsOf(snapshotsIn(treeAt(state, METADATA) ?? {})).filter(
    ([key]) => !wanted.has(key),
  );
  if (gone.length === 0) return;
  changing(state, pool, ({ metadata, pool: devices }) => {
    for (const [key, snapshot] of gone) {
      const device = `${pool}-snap-${String(idOf(snapshot))}`;
      const found = devicesIn(devices).find(({ name }) => name === device);
      Reflect.deleteProperty(snapshotsIn(metadata), key);
      Reflect.deleteProperty(bucket(devices, 'devices'), device);
      bucket(devices, 'device_ids')[String(found?.device_id ?? 0)] = '\u0000';
    }
  });
}

/** The namespaces of the daemon. */
export const namespacesOf = (state: State): Readonly<Record<string, Tree>> =>
  Object.fromEntries(bucketsOf(bucket(treeAt(state, META) ?? {}, 'v1')));

const isEmpty = (tree: string | Tree): boolean =>
  typeof tree !== 'string' && Object.values(tree).every(isEmpty);

/** `ctr namespaces rm NAMESPACE`: refused while anything is in it. */
export function removeNamespace(state: State, name: string): Answer {
  const found = namespacesOf(state)[name];
  if (found === undefined) return failure(1, `ctr: unable to delete ${name}: not found`);
  if (!isEmpty(found)) return failure(1, `ctr: namespace "${name}" must be empty`);
  const meta = treeAt(state, META) ?? {};
  Reflect.deleteProperty(bucket(meta, 'v1'), name);
  putTree(state, META, meta);
  return success(`${name}\n`);
}

/** `ctr --namespace N snapshots --snapshotter devmapper prepare | commit | rm ...`. */
export function snapshots(
  state: State,
  { read }: Containerd,
  [namespace, verb, ...words]: readonly [string, string, ...Words],
): Answer {
  const called = { pool: read ?? '', namespace };
  const [name = ''] = words;
  if (verb === 'prepare') return prepare(state, called, name);
  if (verb === 'commit') return commit(state, called, words);
  if (verb === 'rm') return remove(state, called, name);
  throw new Error(`not simulated: ctr snapshots ${verb}`);
}
