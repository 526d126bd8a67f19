import { describe, expect, it } from 'vitest';
import type { LayerPicture } from '../../../../src/model/facts/layers.ts';
import type { MetadataDevice, MetadataSummary } from '../../../../src/model/facts/metadata.ts';
import { bytes } from '../../../../src/model/units.ts';
import { lossesOf } from '../../../../src/plan/repair/losses.ts';

const device = (deviceId: number, change: Partial<MetadataDevice> = {}): MetadataDevice => ({
  ...{ deviceId, mapped: 10, found: 10, whole: true, sum: `sum of ${String(deviceId)}` },
  ...change,
});

const summary = (devices: readonly MetadataDevice[], brokenNodes = 0): MetadataSummary => ({
  superblock: {
    valid: true,
    needsCheck: false,
    transactionId: 3,
    chunkSize: bytes(65_536),
    dataBlocks: 1000,
    metadataBlocks: 512,
    metadataUsedBlocks: 20,
    mappingRoot: 4,
    detailsRoot: 5,
  },
  brokenNodes,
  devices,
});

const NO_SIZES = { mappedBytes: null, exclusiveBytes: null, sharedBytes: null, active: null };

const RECORDS: LayerPicture = {
  layers: [
    {
      ...{ name: 'cache', kind: 'image', deviceId: 2, transactionId: 2, deleted: false },
      ...{ chainId: 'sha256:1', images: ['bb:latest'], containerId: null },
      ...{ virtualBytes: bytes(1), ...NO_SIZES },
    },
    {
      ...{ name: 'mount', kind: 'container', deviceId: 3, transactionId: 3, deleted: false },
      ...{ chainId: null, images: [], containerId: 'c0ffee', virtualBytes: bytes(1), ...NO_SIZES },
    },
  ],
  images: [],
  containers: [
    {
      ...{ id: 'c0ffee', mountId: 'mount', initId: '', parent: null },
      ...{ name: 'web', image: null, state: 'exited' },
    },
  ],
  orphans: [],
};

describe('what a repair loses', () => {
  const before = summary([device(1), device(2), device(3)]);

  it('is nothing if every device has the same mappings', () => {
    expect(lossesOf(before, before, RECORDS)).toEqual([]);
  });

  it('is each device that is gone, named after what it is for the engine', () => {
    const losses = lossesOf(before, summary([device(1)]), RECORDS);

    expect(losses.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['missing', 'image bb:latest'],
      ['missing', 'container web'],
    ]);
  });

  it('is a device with as many chunks, one of which lies elsewhere', () => {
    const after = summary([device(1), device(2), device(3, { sum: 'another' })]);

    expect(lossesOf(before, after, RECORDS)).toMatchObject([{ kind: 'fewer', deviceId: 3 }]);
  });

  it('is what a device had by its details and does not have any more, if its mappings are damaged', () => {
    const damaged = summary([device(2), device(3, { whole: false, found: 4 })], 1);

    const fewer = lossesOf(damaged, summary([device(2), device(3, { found: 9 })]), RECORDS);
    const same = lossesOf(damaged, summary([device(2), device(3, { sum: 'x' })]), RECORDS);

    expect(fewer).toMatchObject([{ kind: 'fewer', had: 10, has: 9, subject: 'container web' }]);
    expect(same).toMatchObject([{ kind: 'unproven', deviceId: 3 }]);
  });

  it('is nothing of an empty device whose mappings are damaged', () => {
    const empty = device(3, { whole: false, mapped: 0, found: 0 });

    const after = summary([device(2), device(3, { mapped: 0, found: 0, sum: 'x' })]);

    expect(lossesOf(summary([device(2), empty], 1), after, RECORDS)).toEqual([]);
  });

  it('may be anything of a device of which neither details nor all mappings can be read', () => {
    const damaged = summary([device(2), device(3, { whole: false, mapped: null, found: 4 })], 2);

    expect(lossesOf(damaged, summary([device(2), device(3)]), RECORDS)).toMatchObject([
      { kind: 'unproven', had: null, deviceId: 3 },
    ]);
  });

  it('includes devices that only the engine has on record, once anything is damaged', () => {
    const damaged = summary([device(2)], 1);

    expect(lossesOf(damaged, summary([device(2)]), RECORDS)).toMatchObject([
      { kind: 'missing', subject: 'container web' },
    ]);
    expect(lossesOf(summary([device(2)]), summary([device(2)]), RECORDS)).toEqual([]);
  });
});
