import { describe, expect, test } from 'vitest';
import { known } from '../../../../src/model/known.ts';
import type { Facts } from '../../../../src/model/facts/facts.ts';
import type { DriverRecord, MigrationGround } from '../../../../src/model/facts/migration.ts';
import type { Plan, Step } from '../../../../src/model/plan/plan.ts';
import { planMigration } from '../../../../src/plan/migrate/overlay2.ts';
import {
  host,
  loopHost,
  withDockerDown,
  withOutside,
  withPoolInactive,
  withVolume,
} from '../../../helpers/changed-facts.ts';
import { driverRecord } from '../../../helpers/driver-record.ts';
import { healthy } from '../../../helpers/facts.ts';
import { migrateSite } from '../../../helpers/migrate-site.ts';

const plan = (
  ground: Partial<MigrationGround> = {},
  facts: Facts = healthy,
  offline = false,
): Plan => planMigration(migrateSite(ground, { facts, request: { offline, on: null } }));
const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);
const recorded = (different: Partial<DriverRecord>): Partial<MigrationGround> => ({
  record: known({ ...driverRecord, ...different }),
});
const everyStep = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((step) => [step, ...everyStep(step.undo), ...everyStep(step.mend ?? [])]);
const ONLINE = ['layer-directory', 'layer-links', 'convert-cache-a', 'convert-cache-b'];
const SWITCH = [
  'convert-mount-init',
  'convert-mount',
  'convert-rest',
  'image-records',
  'set-buildkit-aside',
  'name-layers',
  'container-driver',
  'daemon-json-directory',
  'daemon-json',
  'start-docker',
];

describe('the plan of a migration', () => {
  test('converts image layers while Docker runs, and stops it only for those of containers', () => {
    expect(ids(plan())).toEqual([...ONLINE, 'stop-docker', 'hold-layers', ...SWITCH]);
  });

  test('converts everything after the stop with --offline', () => {
    const [directory = '', links = '', ...images] = ONLINE;
    expect(ids(plan({}, healthy, true))).toEqual([
      ...[directory, links, 'stop-docker', 'hold-layers'],
      ...[...images, ...SWITCH],
    ]);
  });

  test('changes nothing that it cannot undo, and destroys no data', () => {
    const steps = everyStep(plan().steps);
    expect(steps.filter(({ final, risk }) => final === true || risk === 'destroys-data')).toEqual(
      [],
    );
  });

  test('has unique ids', () => {
    const all = everyStep(plan().steps).map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
  });

  test('starts Docker only to find nothing missing, and writes daemon.json after the containers', () => {
    const { steps } = plan();
    const start = steps.at(-1);
    expect(start?.after.map(({ kind }) => kind)).toContain('nothing-missing');
    const order = ['name-layers', 'container-driver', 'daemon-json', 'start-docker'];
    expect(ids(plan()).filter((id) => order.includes(id))).toEqual(order);
  });

  test('names no path of the pool or of the old driver in an action that writes', () => {
    const written = plan().steps.flatMap(({ action }) =>
      'path' in action ? [action.path] : action.kind === 'rename-directory' ? [action.from] : [],
    );
    expect(written.filter((path) => path.includes('devicemapper'))).toEqual([]);
  });

  test('leads the options of container-storage-setup to overlay2 where they are', () => {
    const path = '/etc/sysconfig/docker-storage';
    const text = `DOCKER_STORAGE_OPTIONS="--storage-driver devicemapper --storage-opt dm.fs=xfs --storage-opt dm.thinpooldev=/dev/mapper/docker-thinpool "\n`;
    const facts = host(
      withOutside(
        { option: '--storage-driver', value: 'devicemapper', source: path },
        {
          option: '--storage-opt',
          value: 'dm.thinpooldev=/dev/mapper/docker-thinpool',
          source: path,
        },
      ),
    );
    const made = plan({ optionFiles: known([{ path, text }]) }, facts);
    const writes = made.steps.flatMap(({ action }) =>
      action.kind === 'write-file' ? [action] : [],
    );
    expect(writes.map((action) => action.path)).toEqual([path]);
    const blob = made.blobs[writes[0]?.sha256 ?? ''] ?? '';
    expect(Buffer.from(blob, 'base64').toString()).toBe(
      'DOCKER_STORAGE_OPTIONS="--storage-driver overlay2 "\n',
    );
  });

  test('activates a pool that is not active', () => {
    expect(
      ids(
        plan(
          {},
          host(withVolume({ active: false }), withPoolInactive(), withDockerDown('inactive')),
        ),
      )[0],
    ).toBe('lvchange-activate');
  });

  test('removes what a change of the driver by hand left empty', () => {
    const made = plan({
      layers: known({ exists: true, held: 0 }),
      newRecords: known({ exists: true, held: 0 }),
    });
    expect(ids(made).filter((id) => id.startsWith('bare-'))).toEqual([
      'bare-layers',
      'bare-records',
    ]);
  });

  test('reads loop files where the pool is on them', () => {
    const made = plan(
      {
        loopPoolName: known('docker-8:1-5-pool'),
        hasLoopFiles: known(true),
      },
      loopHost,
    );
    const layer = made.steps.find(({ id }) => id === 'convert-cache-a')?.action;
    expect(layer?.kind === 'convert-layer' && layer.place.pool).toMatchObject({
      kind: 'loop',
      chunkSize: 65536,
      data: '/var/lib/docker/devicemapper/devicemapper/data',
    });
  });

  test('says which containers are not started again, and which lose their limit', () => {
    const containers = driverRecord.containers.map((one) => ({
      ...one,
      restarts: false,
      limited: true,
    }));
    expect(
      plan(recorded({ containers }))
        .warnings.slice(1)
        .map(({ message }) => message),
    ).toEqual([
      'the size limit of container web is not carried over',
      '1 running container has no restart policy',
    ]);
  });

  test("says that BuildKit's cache stays behind, if there is any", () => {
    const [first] = driverRecord.devices;
    if (first === undefined) throw new Error('no device');
    const devices = [...driverRecord.devices, { ...first, name: 'krrh1cvr9ux5r8x15mllsfz1y' }];
    expect(plan(recorded({ devices })).warnings.map(({ code }) => code)).toEqual([
      'DM257',
      'DM250',
    ]);
    expect(plan().warnings.map(({ code }) => code)).toEqual(['DM257']);
  });

  test('says what room it needs, what is free, and how long Docker will be down', () => {
    const [online, offline] = [false, true].map((late) => plan({}, healthy, late).warnings[0]);
    expect(online?.message).toBe(
      'the image layers need 100 KiB and 20 inodes; / has 50 GiB free, and 1000000 free inodes',
    );
    expect(online?.why).toContain('about 17 s');
    expect(offline?.why).toContain('about 20 s');
  });
});
