import { describe, expect, it } from 'vitest';
import { readMetaDb } from '../../../src/containerd/meta-db.ts';
import { readMetadataDb } from '../../../src/containerd/metadata-db.ts';
import { readPoolDb } from '../../../src/containerd/pool-db.ts';
import { snapshotPicture } from '../../../src/containerd/snapshot-picture.ts';
import { parseThinLs } from '../../../src/lvm/thin-ls.ts';
import { known, unknown, type Read } from '../../../src/model/known.ts';
import {
  answerTo,
  databaseOf,
  RECORDED_CONTAINERDS,
  type RecordedDatabase,
} from '../../helpers/recorded-containerd.ts';

function pictureIn(containerd: string, state: string, sizes = true) {
  const database = <T>(name: RecordedDatabase, read: (file: Uint8Array) => Read<T>): T => {
    const found = read(databaseOf(containerd, state, name) ?? new Uint8Array());
    return found.ok ? found.value : expect.fail(found.why);
  };
  const snapshots = database('metadata.db', readMetadataDb);
  const namespaces = database('meta.db', readMetaDb);
  const own = snapshots.find(({ namespace, name }) => namespace === 'default' && name === 'c1');
  const top = snapshots.find(({ key }) => key === own?.parent)?.name ?? null;
  const [image] = namespaces.find(({ name }) => name === 'default')?.images ?? [];
  const record = {
    ...{ poolName: 'containerd-thinpool', snapshots, namespaces, tasks: ['default/c1'] },
    pool: database('pool.db', readPoolDb),
    tops: new Map([[image?.digest ?? '', top]]),
  };
  const live = parseThinLs(answerTo(containerd, state, 'THIN_LS').stdout);
  return snapshotPicture(record, known([]), sizes ? known(live) : unknown('not asked'));
}

describe.each(RECORDED_CONTAINERDS)('the snapshots of containerd %s', (containerd) => {
  it('are layers of images and of containers, each with its device and its space', () => {
    const { layers, images, containers, orphans } = pictureIn(containerd, 'used');
    expect(layers).toHaveLength(9);
    expect(orphans).toEqual([]);
    expect(containers).toMatchObject([{ id: 'default/c1', state: 'running' }]);
    const own = layers.find(({ name }) => name === containers[0]?.mountId);
    expect(own).toMatchObject({ kind: 'container', containerId: 'default/c1' });
    expect(own?.chainId).toMatch(/^sha256:/);
    expect(images.map(({ names }) => names)).toContainEqual(['docker.io/library/bb:1']);
    for (const image of images) expect(image.layers).toHaveLength(3);
    for (const { mappedBytes } of layers) expect(mappedBytes).toBeGreaterThan(0);
  });

  it('are shown without their space where thin_ls was not asked', () => {
    const { layers, orphans } = pictureIn(containerd, 'used', false);
    expect(layers).toHaveLength(9);
    expect(orphans).toEqual([]);
    expect(layers.map(({ exclusiveBytes }) => exclusiveBytes)).toEqual(layers.map(() => null));
  });

  it('have no counterpart where somebody made or deleted a thin device', () => {
    const kinds = pictureIn(containerd, 'orphans').orphans.map(({ kind }) => kind);
    expect(kinds).toContain('no-record');
    expect(kinds).toContain('no-device');
  });
});
