import { describe, expect, test } from 'vitest';
import { layerNotices } from '../../../src/reports/layer-notices.ts';
import { unknown } from '../../../src/model/known.ts';
import type { Inspection } from '../../../src/model/facts/layers.ts';
import { bytes, GIB, MIB } from '../../../src/model/units.ts';
import { dockersRecord } from '../../../src/observe/docker/layers.ts';
import { layerPicture } from '../../../src/docker/layer-picture.ts';
import { recordedHost } from '../../helpers/recorded-host.ts';

const NO_GAPS = { subject: 'containers', unread: [], noSizes: null, unseen: [] } as const;

/** The recorded pool, with so much in the own layer of the container that runs. */
async function inspection(exclusive: number): Promise<Inspection> {
  const { host } = recordedHost('bookworm-direct-layers');
  const record = await dockersRecord(host, '/var/lib/docker');
  const picture = layerPicture(record, unknown('not asked'), unknown('not asked'));
  const runs = record.containers.find(({ name }) => name === 'runs');
  const layers = picture.layers.map((layer) =>
    layer.name === runs?.mountId ? { ...layer, exclusiveBytes: bytes(exclusive) } : layer,
  );
  const rest = { mode: 'direct-lvm', pool: null, parts: [], mounts: new Map() } as const;
  return { ...rest, picture: { ...picture, layers }, engineRuns: true };
}

const codes = (notices: ReturnType<typeof layerNotices>) => notices.map(({ code }) => code);

describe('the notices of inspect', () => {
  test('are none if there are no gaps and no figure calls for advice', async () => {
    expect(layerNotices(await inspection(GIB - 1), NO_GAPS)).toEqual([]);
  });

  test('advise a volume for a container with a gibibyte of its own, with the figure', async () => {
    const said = layerNotices(await inspection(GIB + 512 * MIB), NO_GAPS);
    expect(said).toMatchObject([{ code: 'DM234' }]);
    expect(said[0]?.why).toMatch(/^runs \(1\.5 GiB\): /);
  });

  test('mention the memory that many running containers need, with their number', async () => {
    const { picture, ...rest } = await inspection(0);
    const runs = picture.containers.filter(({ state }) => state === 'running');
    const running = (n: number) => {
      const containers = Array.from({ length: n }, () => runs).flat();
      return layerNotices({ ...rest, picture: { ...picture, containers } }, NO_GAPS);
    };
    expect(running(49)).toEqual([]);
    expect(running(50)).toMatchObject([{ code: 'DM235' }]);
    expect(running(50)[0]?.why).toMatch(/^50 containers run:/);
  });

  test('contain advice on containers only beside their table', async () => {
    const seen = await inspection(2 * GIB);
    expect(codes(layerNotices(seen, { ...NO_GAPS, subject: 'layers' }))).toEqual([]);
  });

  test('begin with gaps, and omit the sizes if the pool was not read at all', async () => {
    const gaps = { ...NO_GAPS, unread: ['a', 'b'], noSizes: 'why' };
    const seen = await inspection(0);
    expect(codes(layerNotices(seen, gaps))).toEqual(['DM230', 'DM232']);
    const inactive = { ...gaps, unseen: ['the pool is not active'] };
    expect(codes(layerNotices(seen, inactive))).toEqual(['DM233', 'DM232']);
  });
});
