import { describe, expect, it } from 'vitest';
import { readMetaDb, type EngineNamespace } from '../../../src/containerd/meta-db.ts';
import { readMetadataDb } from '../../../src/containerd/metadata-db.ts';
import {
  answerTo,
  databaseOf,
  RECORDED_CONTAINERDS,
  statesOf,
} from '../../helpers/recorded-containerd.ts';

function namespacesOf(containerd: string, state: string): readonly EngineNamespace[] {
  const read = readMetaDb(databaseOf(containerd, state, 'meta.db') ?? new Uint8Array());
  return read.ok ? read.value : expect.fail(read.why);
}

function namespaceOf(containerd: string, state: string, name: string): EngineNamespace {
  const found = namespacesOf(containerd, state).find((one) => one.name === name);
  return found ?? expect.fail(`no namespace ${name}`);
}

/** The first words of all rows below the heading. */
const firstWords = (containerd: string, state: string, command: string): readonly string[] =>
  answerTo(containerd, state, command)
    .stdout.trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(' ')[0] ?? '')
    .sort();

describe.each(RECORDED_CONTAINERDS)("containerd %s's own metadata", (containerd) => {
  it.each(['used', 'killed', 'grown'])('has the namespaces that ctr lists: %s', (state) => {
    const listed = answerTo(containerd, state, 'ctr ns ls -q').stdout.trim().split('\n');
    expect(namespacesOf(containerd, state).map(({ name }) => name)).toEqual(listed);
  });

  it.each(['default', 'k8s.io'])('has the images and containers that ctr lists: %s', (name) => {
    const { images, containers } = namespaceOf(containerd, 'used', name);
    expect(images.map((image) => image.name).sort()).toEqual(
      firstWords(containerd, 'used', `ctr -n ${name} image ls`),
    );
    expect(containers.map(({ id }) => id)).toEqual(
      firstWords(containerd, 'used', `ctr -n ${name} c ls`),
    );
  });

  it('knows the digest of an image, and the image and snapshot of a container', () => {
    const { images, containers } = namespaceOf(containerd, 'used', 'default');
    const listed = answerTo(containerd, 'used', 'ctr -n default image ls').stdout;
    expect(images[0]?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(listed).toContain(images[0]?.digest);
    expect(containers).toEqual([
      { id: 'c1', image: 'docker.io/library/bb:1', snapshotter: 'devmapper', snapshotKey: 'c1' },
    ]);
  });

  it("leads from each snapshot to one of the snapshotter's, which leads back", () => {
    const read = readMetadataDb(databaseOf(containerd, 'used', 'metadata.db') ?? new Uint8Array());
    const own = new Map((read.ok ? read.value : []).map((snapshot) => [snapshot.key, snapshot]));
    const known = namespacesOf(containerd, 'used').flatMap(({ name, snapshots }) =>
      snapshots.map((snapshot) => ({ namespace: name, ...snapshot })),
    );
    expect(known).toHaveLength(own.size);
    for (const { namespace, name, internalName } of known) {
      expect(own.get(internalName ?? '')).toMatchObject({ namespace, name });
    }
  });

  it('has the leases that an interrupted import left, and when they expire', () => {
    for (const { name, leases } of namespacesOf(containerd, 'killed')) {
      if (!name.startsWith('killed-')) continue;
      expect(leases.map(({ id }) => id).sort()).toEqual(
        firstWords(containerd, 'killed', `ctr -n ${name} leases ls`),
      );
      for (const { expires } of leases)
        expect(expires).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    }
  });

  it('is read in every recorded state', () => {
    for (const state of statesOf(containerd)) {
      const file = databaseOf(containerd, state, 'meta.db');
      if (file !== null) expect(readMetaDb(file).ok).toBe(true);
    }
  });
});

describe('a database of another kind', () => {
  it('is not understood', () => {
    const file = databaseOf(RECORDED_CONTAINERDS[0] ?? '', 'used', 'pool.db') ?? new Uint8Array();
    expect(readMetaDb(file)).toMatchObject({ ok: false });
  });
});
