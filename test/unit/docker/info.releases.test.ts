import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isDeferredByDefault } from '../../../src/docker/deferred.ts';
import { parseDockerInfo } from '../../../src/docker/info.ts';
import { parseDockerdVersion } from '../../../src/docker/version.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/docker');

/** The releases with the driver that were recorded, and whether they defer removal by themselves. */
const RELEASES = [
  ['1.13.1', false],
  ['17.06.2-ce', false],
  ['18.09.9', true],
  ['19.03.15', true],
  ['24.0.9', true],
] as const;

interface Recorded {
  readonly version: string;
  readonly direct: unknown;
  readonly loop: unknown;
}

const recorded = (release: string): Recorded =>
  JSON.parse(readFileSync(join(FOLDER, `${release}.json`), 'utf8')) as Recorded;

const infoOf = (answer: unknown) => parseDockerInfo(JSON.stringify(answer));

describe.each(RELEASES)('what Docker %s says of itself', (release, defers) => {
  const { version, direct, loop } = recorded(release);

  test('on a thin pool names it, with its sizes', () => {
    const { serverVersion, storageDriver, devicemapper } = infoOf(direct);

    expect([serverVersion, storageDriver]).toEqual([release, 'devicemapper']);
    expect(devicemapper).toMatchObject({
      poolName: 'docker-thinpool',
      dataLoopFile: null,
      metadataLoopFile: null,
      deferredRemoval: true,
      deferredDeletion: true,
    });
    expect(devicemapper?.dataTotal).toBeGreaterThan(devicemapper?.dataUsed ?? Infinity);
    expect(devicemapper?.metadataTotal).toBeGreaterThan(devicemapper?.metadataUsed ?? Infinity);
  });

  test('on loop files names them, and defers removal as its age does by default', () => {
    const { devicemapper } = infoOf(loop);

    expect(devicemapper?.dataLoopFile).toMatch(/\/devicemapper\/devicemapper\/data$/);
    expect(devicemapper?.metadataLoopFile).toMatch(/\/devicemapper\/devicemapper\/metadata$/);
    expect(devicemapper?.deferredRemoval).toBe(defers);
    expect(isDeferredByDefault(parseDockerdVersion(version))).toBe(defers);
  });
});
