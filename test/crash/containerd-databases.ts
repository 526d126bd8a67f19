import { readBolt, type BoltBucket } from '../../src/containerd/bolt.ts';
import { databaseOf, type RecordedDatabase } from '../helpers/recorded-containerd.ts';
import { boltFile, type Tree } from './bolt-file.ts';
import { put } from './files.ts';
import type { State } from './state.ts';

/** The release whose answers and databases the simulated one has. */
export const RELEASE = 'bookworm-1.6.20';

const DAEMON = '/var/lib/containerd';

/** The snapshotter's own folder. */
export const ROOT = `${DAEMON}/io.containerd.snapshotter.v1.devmapper`;

/** containerd's databases: its own, and the snapshotter's two. */
export const META = `${DAEMON}/io.containerd.metadata.v1.bolt/meta.db`;
export const METADATA = `${ROOT}/metadata.db`;
export const poolDb = (pool: string): string => `${ROOT}/${pool}.db`;

/** On the simulated machine a database is a text: this word, and its buckets as JSON. */
const BOLT = 'bolt ';

const treeIn = ({ values, buckets }: BoltBucket): Tree => ({
  ...Object.fromEntries([...values].map(([key, value]) => [key, latin1(value)])),
  ...Object.fromEntries([...buckets].map(([key, bucket]) => [key, treeIn(bucket)])),
});

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Reads a recorded database. @throws Error if it was not recorded in this state */
export function recordedTree(name: string, database: RecordedDatabase): Tree {
  const bytes = databaseOf(RELEASE, name, database);
  const read = bytes === null ? null : readBolt(bytes);
  if (read?.ok !== true) throw new Error(`${RELEASE} ${name} has no ${database}`);
  return treeIn(read.value);
}

/** The buckets of a database; null: there is no such file. */
export function treeAt(state: State, path: string): Tree | null {
  const entry = state.files.get(path);
  return entry?.kind === 'file' ? (JSON.parse(entry.text.slice(BOLT.length)) as Tree) : null;
}

/** Writes a database; bbolt syncs each transaction. */
export function putTree(state: State, path: string, tree: Tree): void {
  put(state, path, `${BOLT}${JSON.stringify(tree)}`);
}

/** The bytes of a file: of a database, those that bbolt would write. */
export const bytesOf = (text: string): Buffer =>
  text.startsWith(BOLT) ? boltFile(JSON.parse(text.slice(BOLT.length)) as Tree) : Buffer.from(text);

/** A bucket in a bucket, made where it is missing. */
export function bucket(tree: Tree, ...path: readonly string[]): Tree {
  let found = tree;
  for (const key of path) {
    const below = (found[key] ??= {});
    if (typeof below === 'string') throw new Error(`${key} is a value`);
    found = below;
  }
  return found;
}

/** The buckets in a bucket, by their keys. */
export const bucketsOf = (tree: Tree): readonly (readonly [string, Tree])[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [] : [[key, value] as const],
  );
