import { describe, expect, test } from 'vitest';
import type { UsableDevice } from '../../../../src/model/facts/device.ts';
import type { Facts } from '../../../../src/model/facts/facts.ts';
import type { MigrationGround } from '../../../../src/model/facts/migration.ts';
import { known } from '../../../../src/model/known.ts';
import type { VolumeRequest } from '../../../../src/model/plan/journal.ts';
import type { Plan, Step } from '../../../../src/model/plan/plan.ts';
import { bytes, GIB, MIB } from '../../../../src/model/units.ts';
import { planMigration } from '../../../../src/plan/migrate/overlay2.ts';
import { blankDisk } from '../../../helpers/blank-host.ts';
import { healthy, lvm } from '../../../helpers/facts.ts';
import { lvmSettings } from '../../../helpers/lvm-host.ts';
import { migrateSite, migrationGround } from '../../../helpers/migrate-site.ts';

const DISK: VolumeRequest = { kind: 'disk', device: '/dev/xvdg' };
const inGroup = (size: number): VolumeRequest => ({
  kind: 'group',
  vg: 'docker',
  size: bytes(size),
});

const withDisk = (change: Partial<UsableDevice> = {}): Facts => ({
  ...healthy,
  groupPathTaken: known(null),
  joining: { excluded: known([]), sectorBytes: known(new Map([['/dev/xvdg', 512]])) },
  devices: [blankDisk('/dev/xvdg', change)],
});

const plan = (on: VolumeRequest, facts: Facts, ground: Partial<MigrationGround> = {}): Plan =>
  planMigration(migrateSite(ground, { facts, request: { offline: false, on } }));
const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);
const codes = ({ refusals }: Plan): readonly string[] => refusals.map(({ code }) => code);
const everyStep = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((step) => [step, ...everyStep(step.undo), ...everyStep(step.mend ?? [])]);

const { room } = migrationGround;
const OLD_XFS = {
  room: room.known ? known({ ...room.value, type: 'xfs', namesTypes: known(false) }) : room,
};
const NO_ROOM = { room: room.known ? known({ ...room.value, free: bytes(MIB) }) : room };

describe('a migration to a volume of its own', () => {
  test('makes it on a blank disk, builds in it, and has Docker require it before the switch', () => {
    const made = ids(plan(DISK, withDisk(), OLD_XFS));
    expect(made.slice(0, 7)).toEqual([
      ...['pvcreate-xvdg', 'vgcreate', 'lvcreate-layers', 'activate-layers', 'make-file-system'],
      ...['mount-layers', 'layer-links'],
    ]);
    const [from, to] = ['name-layers', 'container-driver'].map((id) => made.indexOf(id));
    expect(made.slice(from, to)).toEqual([
      ...['name-layers', 'mount-unit', 'mount-unit-directory', 'enable-mount-unit'],
      'reload-mount-units',
    ]);
  });

  test('blanks the end of the disk on its way back, while the physical volume proves whose it is', () => {
    const { steps } = plan(DISK, withDisk());
    const back = steps.toReversed().flatMap(({ undo }) => undo.map(({ id }) => id));
    expect(back.slice(back.indexOf('undo-mount-layers'))).toEqual([
      ...['undo-mount-layers', 'undo-lvcreate-layers', 'undo-vgcreate', 'undo-blank-end-xvdg'],
      ...['undo-pvcreate-xvdg', 'undo-label-xvdg'],
    ]);
  });

  test('has unique ids', () => {
    const all = everyStep(plan(DISK, withDisk()).steps).map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
  });

  test('converts into nothing but the mounted volume', () => {
    const places = plan(DISK, withDisk()).steps.flatMap(({ action }) =>
      action.kind === 'convert-layer' || action.kind === 'convert-rest' ? [action.place] : [],
    );
    expect(places.length).toBeGreaterThan(2);
    for (const { volume } of places)
      expect(volume).toEqual({ vg: 'docker-layers', lv: 'overlay2', fileSystem: 'xfs' });
  });

  test('needs no room in the data root, and may be on a partition', () => {
    expect(codes(plan(DISK, withDisk(), NO_ROOM))).toEqual([]);
    expect(codes(plan(DISK, withDisk({ type: 'part' })))).toEqual([]);
  });

  test('in a group that exists makes the volume alone, with ext4 where there is no mkfs.xfs', () => {
    const made = plan(inGroup(200 * MIB), healthy, { makes: 'ext4' });
    expect(ids(made).slice(0, 3)).toEqual([
      'lvcreate-layers',
      'activate-layers',
      'make-file-system',
    ]);
    expect(made.steps[2]?.action).toMatchObject({
      command: { program: 'mkfs.ext4', args: ['-F', '-q', '/dev/mapper/docker-overlay2'] },
    });
  });
});

const [vg] = lvm.vgs;
const taken = (name: string): Facts => ({
  ...withDisk(),
  lvm: known({ ...lvm, vgs: vg === undefined ? [] : [vg, { ...vg, name, uuid: 'other' }] }),
});

describe('a volume is refused', () => {
  test.each([
    ['on a disk that holds data', DISK, withDisk({ firstData: known(bytes(7)) }), {}, ['DM026']],
    ['on a disk that is too small', DISK, withDisk(small(900 * MIB)), {}, ['DM023']],
    ['on a disk without room for the layers', DISK, withDisk(small(GIB)), tenGib(), ['DM252']],
    ['where its group exists', DISK, taken('docker-layers'), {}, ['DM030']],
    [
      'in a group that does not exist',
      { ...inGroup(GIB), vg: 'nix' } as VolumeRequest,
      healthy,
      {},
      ['DM116'],
    ],
    ['of more than the group has free', inGroup(GIB), healthy, {}, ['DM252']],
    ['where no file system can be made', DISK, withDisk(), { makes: null }, ['DM004']],
    [
      'in a group that LVM does not activate at boot',
      inGroup(100 * MIB),
      {
        ...healthy,
        lvm: known({ ...lvm, vgs: vg === undefined ? [] : [{ ...vg, autoActivation: false }] }),
      },
      {},
      ['DM183'],
    ],
    [
      'where LVM activates no volume at boot',
      DISK,
      { ...withDisk(), lvmSettings: known({ ...lvmSettings, autoActivationVolumeList: [] }) },
      {},
      ['DM171'],
    ],
    ['where systemd does not start Docker', DISK, bySysv(), {}, ['DM253']],
    [
      'where something is mounted there at boot',
      DISK,
      withDisk(),
      { mountUnit: known('x') },
      ['DM254'],
    ],
  ] as const)('%s', (_what, on, facts, ground, expected) => {
    const refused = plan(on, facts, ground);
    expect(codes(refused)).toEqual(expected);
    expect(refused.steps).toEqual([]);
  });
});

function small(size: number): Partial<UsableDevice> {
  return { identity: { ...blankDisk('/dev/xvdg').identity, size: bytes(size) } };
}

/** Ten GiB of image layers. */
function tenGib(): Partial<MigrationGround> {
  const { record } = migrationGround;
  if (!record.known || record.value === null) throw new Error('the helper has a record');
  const [layer, ...rest] = record.value.layers;
  if (layer === undefined) throw new Error('the helper has layers');
  return {
    record: known({ ...record.value, layers: [{ ...layer, room: bytes(10 * GIB) }, ...rest] }),
  };
}

function bySysv(): Facts {
  const facts = withDisk();
  const service = { ...facts.engine.service, manager: 'sysv' } as const;
  return { ...facts, engine: { ...facts.engine, service } };
}
