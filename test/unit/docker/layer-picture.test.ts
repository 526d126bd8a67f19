import { describe, expect, test } from 'vitest';
import { known, unknown } from '../../../src/model/known.ts';
import {
  lastingOrphans,
  type DockersRecord,
  type MappedThin,
} from '../../../src/model/facts/layers.ts';
import { bytes } from '../../../src/model/units.ts';
import { dockersRecord } from '../../../src/observe/docker/layers.ts';
import { layerPicture } from '../../../src/docker/layer-picture.ts';
import { readRecording, recordedHost } from '../../helpers/recorded-host.ts';

const record = (): Promise<DockersRecord> =>
  dockersRecord(recordedHost('bookworm-direct-layers').host, '/var/lib/docker');

const NONE = known([]);
const NOT_ASKED = unknown('not asked');

/** thin_ls of a pool with exactly these devices. */
const inPool = (ids: readonly number[]) =>
  known(
    ids.map((deviceId): MappedThin => ({
      ...{ deviceId, mapped: bytes(3), exclusive: bytes(1), shared: bytes(2) },
    })),
  );

const idsOf = ({ devices }: DockersRecord): readonly number[] =>
  devices.map(({ deviceId }) => deviceId);

describe('the picture of the layers', () => {
  test('each device has its owner, and all fit', async () => {
    const found = await record();
    const { layers, images, containers, orphans } = layerPicture(found, NONE, inPool(idsOf(found)));

    expect(orphans).toEqual([]);
    expect(layers.map(({ kind }) => kind)).toEqual([
      'base',
      'image',
      ...['init', 'container', 'image', 'init', 'container'],
    ]);
    expect(images.map(({ names, layers: of }) => [names, of.length])).toEqual([
      [['bb:latest'], 1],
      [['web:1'], 2],
    ]);
    const runs = containers.find(({ name }) => name === 'runs');
    expect(layers.find(({ name }) => name === runs?.mountId)).toMatchObject({
      ...{ kind: 'container', containerId: runs?.id, chainId: runs?.parent },
      ...{ mappedBytes: 3, exclusiveBytes: 1, sharedBytes: 2 },
    });
  });

  test('the lowest layer is of both images, the one above of its own alone', async () => {
    const { layers } = layerPicture(await record(), NONE, NOT_ASKED);
    const images = layers.filter(({ kind }) => kind === 'image').map((layer) => layer.images);
    expect(images).toEqual([['bb:latest', 'web:1'], ['web:1']]);
  });

  test('a device that only the pool has is named, with what it takes', async () => {
    const found = await record();
    const { orphans } = layerPicture(found, NONE, inPool([...idsOf(found), 99]));
    expect(orphans).toEqual([{ kind: 'no-record', name: null, deviceId: 99, bytes: 3 }]);
  });

  test('a file whose device the pool has not is named', async () => {
    const found = await record();
    const [gone, ...rest] = idsOf(found);
    const { orphans } = layerPicture(found, NONE, inPool(rest));
    expect(orphans).toMatchObject([{ kind: 'no-device', deviceId: gone }]);
  });

  test('while the pool was not read, nothing is missing in it', async () => {
    expect(layerPicture(await record(), NONE, NOT_ASKED).orphans).toEqual([]);
  });

  test('a device that no layer and no container has is named, unless Docker deletes it', async () => {
    const found = await record();
    const layers = found.layers.slice(1);
    const [lost] = found.layers;
    const orphaned = layerPicture({ ...found, layers }, NONE, NOT_ASKED);
    expect(orphaned.orphans).toMatchObject([{ kind: 'no-owner', name: lost?.cacheId }]);

    const devices = found.devices.map((device) => ({
      ...device,
      deleted: device.name === lost?.cacheId,
    }));
    expect(layerPicture({ ...found, layers, devices }, NONE, NOT_ASKED).orphans).toEqual([]);
  });

  test('a layer or a container without a device file is named', async () => {
    const found = await record();
    const lost = new Set([found.layers[0]?.cacheId, found.containers[0]?.initId]);
    const devices = found.devices.filter(({ name }) => !lost.has(name));
    const { orphans } = layerPicture({ ...found, devices }, NONE, NOT_ASKED);
    expect(orphans.map(({ kind }) => kind)).toEqual(['no-file', 'no-file']);
    expect(new Set(orphans.map(({ name }) => name))).toEqual(lost);
  });

  test('while a file could not be read, nothing is called missing', async () => {
    const found = await record();
    const devices = found.devices.slice(1);
    const { orphans } = layerPicture(
      { ...found, devices, unread: ['a file'] },
      NONE,
      inPool(idsOf(found)),
    );
    expect(orphans).toEqual([]);
  });

  test('parents that go round in a circle come to an end', async () => {
    const found = await record();
    const layers = found.layers.map((layer) => ({
      ...layer,
      parent: layer.parent ?? found.layers.find(({ parent }) => parent !== null)?.chainId ?? null,
    }));
    const { images } = layerPicture({ ...found, layers }, NONE, NOT_ASKED);
    expect(images.map((image) => image.layers.length)).toEqual([2, 2]);
  });
});

test('what one look alone saw was Docker at work, and is no orphan', () => {
  const one = { kind: 'no-record', name: null, deviceId: 7, bytes: bytes(1) } as const;
  const other = { ...one, deviceId: 8 };
  expect(lastingOrphans([one, other], [{ ...one, bytes: bytes(5) }])).toEqual([one]);
});

test('a file that is no JSON leaves the others, and is told of', async () => {
  const [path] = Object.keys(readRecording('bookworm-direct-layers')).filter((question) =>
    /devicemapper\/metadata\/[0-9a-f]{64}$/.test(question),
  );
  const { host } = recordedHost('bookworm-direct-layers', { [path ?? '']: { value: '{"devi' } });
  const found = await dockersRecord(host, '/var/lib/docker');
  expect(found.unread).toHaveLength(1);
  expect(found.devices).toHaveLength((await record()).devices.length - 1);
});
