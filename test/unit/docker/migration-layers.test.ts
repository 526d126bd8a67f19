import { describe, expect, test } from 'vitest';
import { dueLayers } from '../../../src/docker/migration-layers.ts';
import { migrationPaths } from '../../../src/docker/migration-paths.ts';
import type { DriverRecord } from '../../../src/model/facts/migration.ts';
import { driverRecord } from '../../helpers/driver-record.ts';

const paths = migrationPaths('/var/lib/docker');
const dueOf = (different: Partial<DriverRecord>) =>
  dueLayers({ ...driverRecord, ...different }, paths);
const [upper, lowest] = driverRecord.layers;
const [container] = driverRecord.containers;
if (upper === undefined || lowest === undefined || container === undefined)
  throw new Error('empty');

describe('the layers to convert', () => {
  test('come lowest first, whatever the order on record, and then those of containers', () => {
    const { due, lost } = dueOf({});
    expect(due.map(({ layer }) => [layer.id, layer.below?.id ?? null])).toEqual([
      ['cache-a', null],
      ['cache-b', 'cache-a'],
      ['mount-init', 'cache-b'],
      ['mount', 'mount-init'],
    ]);
    expect(lost).toEqual([]);
  });

  test('have the thin device of their record, and image layers what proves them', () => {
    const [first, , , last] = dueOf({}).due;
    expect(first?.layer.device.deviceId).toBe(2);
    expect(first?.layer.proof).toEqual({
      tarSplit: `/var/lib/docker/image/devicemapper/layerdb/sha256/${'a'.repeat(64)}/tar-split.json.gz`,
      diffId: lowest.diffId,
    });
    expect(last?.layer.proof).toBeNull();
    expect(last?.containerId).toBe(container.id);
  });

  test('of a container without initial files stand on its image', () => {
    const { due } = dueOf({ containers: [{ ...container, initId: '' }] });
    expect(due.at(-1)?.layer).toMatchObject({ id: 'mount', below: { id: 'cache-b' } });
  });

  test('of a container without an image stand on nothing', () => {
    const { due } = dueOf({ containers: [{ ...container, initId: '', parent: null }] });
    expect(due.at(-1)?.layer).toMatchObject({ id: 'mount', below: null });
  });
});

describe('a layer that cannot be converted is named', () => {
  test('when its device is not on record, with those that stand on it', () => {
    const devices = driverRecord.devices.filter(({ name }) => name !== 'cache-b');
    expect(dueOf({ devices }).lost).toEqual([
      `image layer ${'b'.repeat(12)} has no thin device on record`,
      'container web has no thin device on record',
    ]);
  });

  test('when Docker is about to delete its device', () => {
    const devices = driverRecord.devices.map((one) => ({ ...one, deleted: one.name === 'mount' }));
    expect(dueOf({ devices }).lost).toEqual(['container web has no thin device on record']);
  });

  test('when the layer below it is not on record', () => {
    expect(dueOf({ layers: [upper] }).lost).toEqual([
      `image layer ${'b'.repeat(12)} has lost the layer below it`,
      'the image of container web is not on record',
    ]);
  });

  test('when layers stand on each other in a circle', () => {
    const { due, lost } = dueOf({
      layers: [upper, { ...lowest, parent: upper.chainId }],
      containers: [],
    });
    expect(due).toEqual([]);
    expect(lost).toHaveLength(2);
  });
});
