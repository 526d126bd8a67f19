import type { BoltBucket } from './bolt.ts';

/** Finds a bucket in a bucket, by the keys on the way. @returns null where one of them is missing */
export function bucketIn(bucket: BoltBucket, ...path: readonly string[]): BoltBucket | null {
  let found: BoltBucket | undefined = bucket;
  for (const key of path) found = found?.buckets.get(key);
  return found ?? null;
}

/** Lists the buckets in a bucket; none where there is no bucket at all. */
export const bucketsIn = (bucket: BoltBucket | null): readonly (readonly [string, BoltBucket])[] =>
  bucket === null ? [] : [...bucket.buckets];

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads a value as UTF-8. @returns null where there is none, or an empty one: containerd means the same by both */
export function textIn(bucket: BoltBucket, key: string): string | null {
  const value = bucket.values.get(key);
  return value === undefined || value.length === 0 ? null : UTF8.decode(value);
}

/** Reads the labels of an object (core/metadata/boltutil/helpers.go, ReadLabels). */
export function labelsIn(bucket: BoltBucket): ReadonlyMap<string, string> {
  const labels = bucketIn(bucket, 'labels');
  if (labels === null) return new Map();
  return new Map([...labels.values.keys()].map((key) => [key, textIn(labels, key) ?? '']));
}
