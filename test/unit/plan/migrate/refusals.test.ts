import { dockerFacts } from '../../../../src/docker/engine.ts';
import { describe, expect, test } from 'vitest';
import { known, unknown } from '../../../../src/model/known.ts';
import type { Facts } from '../../../../src/model/facts/facts.ts';
import type { DriverRecord, MigrationGround } from '../../../../src/model/facts/migration.ts';
import type { Plan } from '../../../../src/model/plan/plan.ts';
import { bytes } from '../../../../src/model/units.ts';
import { planMigration } from '../../../../src/plan/migrate/overlay2.ts';
import {
  host,
  withDeadPool,
  withInfo,
  withOutside,
  withSettings,
  withStatus,
  withVolume,
} from '../../../helpers/changed-facts.ts';
import { driverRecord } from '../../../helpers/driver-record.ts';
import { healthy } from '../../../helpers/facts.ts';
import { migrateSite, migrationGround } from '../../../helpers/migrate-site.ts';

const plan = (
  ground: Partial<MigrationGround> = {},
  facts: Facts = healthy,
  offline = false,
): Plan => planMigration(migrateSite(ground, { facts, request: { offline, on: null } }));
const codes = ({ refusals }: Plan): readonly string[] => refusals.map(({ code }) => code);
const recorded = (different: Partial<DriverRecord>): Partial<MigrationGround> => ({
  record: known({ ...driverRecord, ...different }),
});
const { room } = migrationGround;
const roomOf = (different: Partial<Extract<typeof room, { known: true }>['value']>) => ({
  room: room.known ? known({ ...room.value, ...different }) : room,
});

describe('a migration is refused', () => {
  const swarm = dockerFacts(healthy).dataRoot;
  const inSwarm =
    swarm.state === 'present' ? { ...swarm, holdings: { ...swarm.holdings, swarm: true } } : swarm;
  test.each([
    ['nothing of the driver is on record', { record: known(null) }, healthy, ['DM103']],
    ['the record cannot be read', { record: unknown('EIO') }, healthy, ['DM007']],
    ['a file of the record is damaged', recorded({ unread: ['x'] }), healthy, ['DM251']],
    [
      'layers have lost their devices',
      recorded({ devices: driverRecord.devices.slice(0, 4) }),
      healthy,
      ['DM251'],
    ],
    [
      'the layers are on another file system',
      recorded({ fileSystem: 'btrfs' }),
      healthy,
      ['DM251'],
    ],
    [
      'the file system of the layers is unknown',
      recorded({ fileSystem: null }),
      healthy,
      ['DM251'],
    ],
    [
      'an image layer has what overlay2 would take for a deleted file',
      recorded({
        layers: driverRecord.layers.map((layer, at) =>
          at === 0 ? { ...layer, unfit: ['dev/x is a character device 0:0'] } : layer,
        ),
      }),
      healthy,
      ['DM251'],
    ],
    ['overlay2 holds layers', { layers: known({ exists: true, held: 2 }) }, healthy, ['DM254']],
    [
      'overlay2 has images on record',
      { newRecords: known({ exists: true, held: 1 }) },
      healthy,
      ['DM254'],
    ],
    ['whether overlay2 holds layers is unknown', { layers: unknown('EIO') }, healthy, ['DM007']],
    ['remains of a conversion are there', { building: known(true) }, healthy, ['DM254']],
    [
      'the data root is on xfs with ftype=0',
      roomOf({ type: 'xfs', namesTypes: known(false) }),
      healthy,
      ['DM253'],
    ],
    [
      'the data root is on NFS',
      roomOf({ type: 'nfs', namesTypes: unknown('nfs') }),
      healthy,
      ['DM253'],
    ],
    ['the kernel has no overlayfs', { overlayfs: known(false) }, healthy, ['DM253']],
    ['there is no room', roomOf({ free: bytes(1_000_000) }), healthy, ['DM252']],
    ['there are no inodes', roomOf({ inodes: 3 }), healthy, ['DM252']],
    ['free space is unknown', { room: unknown('EIO') }, healthy, ['DM007', 'DM007']],
    ['tar knows no ACLs', { tarLacks: known(['--acls']) }, healthy, ['DM005']],
    ['cp is missing', { missing: ['cp'] }, healthy, ['DM004']],
    ['containers outlive Docker', {}, host(withInfo({ running: 1, liveRestore: true })), ['DM255']],
    [
      'a swarm would restart its tasks',
      {},
      host(withInfo({ running: 1 }), { dataRoot: inSwarm }),
      ['DM255'],
    ],
    ['the pool needs a check', {}, host(withStatus({ needsCheck: true })), ['DM251']],
    ['the pool is read-only', {}, host(withStatus({ mode: 'ro' })), ['DM251']],
    ['the pool is full', {}, host(withStatus({ mode: 'out_of_data_space' })), ['DM251']],
    ['the pool has failed', {}, host(withDeadPool('fail')), ['DM251']],
    [
      'the driver is a flag of the unit',
      {},
      host(
        withOutside({
          option: '--storage-driver',
          value: 'devicemapper',
          source: 'docker.service ExecStart',
        }),
      ),
      ['DM041'],
    ],
    ['daemon.json would not be read', {}, host(withSettings({ 'storage-driver': 1 })), ['DM042']],
  ])('when %s', (_, ground, facts, wanted) => {
    const refused = plan(ground, facts);
    expect(codes(refused)).toEqual(wanted);
    expect(refused.steps).toEqual([]);
  });

  test('when it is unknown which of several pools holds the layers', () => {
    const lvs = healthy.lvm.known ? healthy.lvm.value.lvs : [];
    const volume = lvs.find(({ segmentType }) => segmentType === 'thin-pool');
    if (volume === undefined) throw new Error('no volume');
    const other = { ...volume, name: 'other', uuid: 'x' };
    const facts = host(
      withSettings({ 'storage-driver': 'overlay2', 'storage-opts': [] }),
      withInfo({ storageDriver: 'overlay2', devicemapper: null }),
      withVolume({}, {}, [other]),
    );
    expect(codes(plan({}, facts))).toEqual(['DM251']);
  });
});
