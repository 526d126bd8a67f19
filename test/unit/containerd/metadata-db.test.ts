import { describe, expect, it } from 'vitest';
import { readMetadataDb, type Snapshot } from '../../../src/containerd/metadata-db.ts';
import { answerTo, databaseOf, RECORDED_CONTAINERDS } from '../../helpers/recorded-containerd.ts';

function snapshotsOf(containerd: string, state: string): readonly Snapshot[] {
  const read = readMetadataDb(databaseOf(containerd, state, 'metadata.db') ?? new Uint8Array());
  return read.ok ? read.value : expect.fail(read.why);
}

/** Rows of `ctr snapshots ls`: KEY, PARENT (or nothing) and KIND. */
function listed(
  containerd: string,
  state: string,
  namespace: string,
): readonly (readonly string[])[] {
  const command = `ctr -n ${namespace} snapshots --snapshotter devmapper ls`;
  const rows = answerTo(containerd, state, command).stdout.trim().split('\n').slice(1);
  return rows.map((row) => row.trim().split(/ +/));
}

const nameOf = (key: string): string => key.split('/').slice(2).join('/');

describe.each(RECORDED_CONTAINERDS)('the snapshots of containerd %s', (containerd) => {
  it.each(['used', 'killed', 'grown', 'many'])('are those that ctr lists: %s', (state) => {
    const found = snapshotsOf(containerd, state);
    for (const namespace of state === 'many' ? ['default'] : ['default', 'k8s.io']) {
      const rows = found
        .filter((snapshot) => snapshot.namespace === namespace)
        .map(({ name, parent, kind }) => [
          name,
          ...(parent === null ? [] : [nameOf(parent)]),
          `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`,
        ]);
      expect(rows.sort()).toEqual([...listed(containerd, state, namespace)].sort());
    }
  });

  it('have one of each kind where a container runs and a view was made', () => {
    const found = snapshotsOf(containerd, 'used');
    const kinds = (kind: Snapshot['kind']): readonly string[] =>
      found.filter((snapshot) => snapshot.kind === kind).map(({ name }) => name);
    expect(kinds('active')).toEqual(['c1', 'own']);
    expect(kinds('view')).toEqual(['looked-at']);
    expect(kinds('committed')).toHaveLength(6);
  });

  it('were counted when they were committed, and not before', () => {
    for (const { kind, size } of snapshotsOf(containerd, 'used')) {
      if (kind === 'committed') expect(size).toBeGreaterThan(1024 ** 2);
      else expect(size).toBeNull();
    }
  });

  it('have ids of their own, times, and a parent that exists', () => {
    const found = snapshotsOf(containerd, 'many');
    expect(found.length).toBeGreaterThan(40);
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    const keys = new Set(found.map(({ key }) => key));
    for (const { parent, createdMs } of found) {
      expect(parent === null || keys.has(parent)).toBe(true);
      expect(new Date(createdMs ?? 0).getUTCFullYear()).toBeGreaterThan(2025);
    }
  });
});

describe('a database of snapshots', () => {
  it('that is damaged has a reason', () => {
    const file =
      databaseOf(RECORDED_CONTAINERDS[0] ?? '', 'used', 'metadata.db') ?? new Uint8Array();
    expect(readMetadataDb(file.subarray(0, 8192)).ok).toBe(false);
  });

  it('that is another database has no snapshots', () => {
    const file = databaseOf(RECORDED_CONTAINERDS[0] ?? '', 'used', 'pool.db') ?? new Uint8Array();
    expect(readMetadataDb(file)).toEqual({ ok: true, value: [] });
  });
});
