import { describe, expect, test } from 'vitest';
import { known } from '../../../../src/model/known.ts';
import type {
  LogicalVolume,
  LvmState,
  VolumeGroup,
} from '../../../../src/model/facts/lvm-state.ts';
import type { Plan } from '../../../../src/model/plan/plan.ts';
import { bytes, extents, GIB } from '../../../../src/model/units.ts';
import { planSetupDirectLvm } from '../../../../src/plan/setup/direct-lvm.ts';
import { blankHost, documentedRequest } from '../../../helpers/blank-host.ts';
import type { Changes } from '../../../helpers/engine.ts';
import { group, linear, lvm } from '../../../helpers/facts.ts';

const FREE = 2000;

/** A group `rhel` of others on one disk, with a root file system and 2000 free extents. */
function rhel(change: Partial<VolumeGroup> = {}, lvs: readonly LogicalVolume[] = []): LvmState {
  const [pv] = lvm.pvs;
  if (pv === undefined) throw new Error('the facts have no physical volume');
  const all = [{ ...linear('root', 2 * GIB, false), poolLv: null }, ...lvs];
  const theirs = { ...group, name: 'rhel', tags: [], freeExtents: extents(FREE), ...change };
  const free = bytes(FREE * group.extentSize);
  return {
    ...lvm,
    vgs: [theirs],
    pvs: [{ ...pv, vg: 'rhel', free }],
    lvs: all.map((lv) => ({ ...lv, vg: 'rhel' })),
  };
}

const planned = (
  asked: Parameters<typeof documentedRequest>[0] = {},
  state: LvmState = rhel(),
  facts: Changes = {},
): Plan =>
  planSetupDirectLvm(
    blankHost({ lvm: known(state), devices: [], ...facts }),
    documentedRequest({ devices: [], vg: 'rhel', ...asked }),
    { nonce: '0123456789abcdef0123456789abcdef', earlier: null },
  );

const codes = ({ refusals }: Plan) => refusals.map(({ code, exitCode }) => [code, exitCode]);

describe('a pool in the free space of a group', () => {
  test('is the documented one without physical volumes and without a group of its own', () => {
    const plan = planned();
    expect(plan.refusals).toEqual([]);
    const ids = plan.steps.map(({ id }) => id);
    expect(ids.slice(0, 8)).toEqual([
      ...['profile-directory', 'profile', 'lvcreate-data', 'lvcreate-metadata'],
      ...['unit', 'unit-directory', 'enable-unit', 'lvconvert'],
    ]);
    const programs = plan.steps.flatMap(({ action, undo }) =>
      [action, ...undo.map((step) => step.action)].flatMap((one) =>
        one.kind === 'run' ? [one.command.program] : [],
      ),
    );
    expect(programs.filter((name) => /^(pv|vg)/.test(name))).toEqual([]);
  });

  test('is created only in the group that was seen, whatever has its tags', () => {
    const [data] = planned().steps.filter(({ id }) => id === 'lvcreate-data');
    expect(data?.before).toMatchObject([
      { kind: 'vg-present', vg: 'rhel', tag: null, pvUuids: [lvm.pvs[0]?.uuid] },
      { kind: 'lv-absent', vg: 'rhel', lv: 'thinpool' },
    ]);
  });

  test('never removes a volume that may be of others in the place of a spare', () => {
    const [convert] = planned().steps.filter(({ id }) => id === 'lvconvert');
    const removals = [...(convert?.mend ?? []), ...(convert?.undo ?? [])].filter(
      ({ action }) => action.kind === 'run' && action.command.program === 'lvremove',
    );
    expect(removals.map(({ id }) => id)).toEqual(['undo-lvconvert']);
  });

  test('keeps room for one automatic extension where others are in the group', () => {
    const { layout, warnings } = planned();
    expect(layout).toMatchObject({ total: FREE, canExtend: true, inGroup: true });
    expect(warnings.map(({ code }) => code)).toEqual([]);
    const alone = planned({}, { ...rhel(), lvs: [] });
    expect(alone.layout).toMatchObject({ free: 0, metadata: 20, data: FREE - 40 });
    expect(alone.warnings.map(({ code }) => code)).toEqual(['DM204']);
  });

  test('takes a share of the free space, or data of the size that was asked for', () => {
    const half = planned({ size: { kind: 'free', percent: 50 } }).layout;
    expect(half).toMatchObject({ metadata: 10, data: 980, canExtend: true });
    const sized = planned({ size: { kind: 'data', size: bytes(4 * GIB) } }).layout;
    expect(sized).toMatchObject({ data: 1024, metadata: 10 });
    const most = planned({ size: { kind: 'data', size: bytes(7.5 * GIB) } });
    expect(most.layout).toMatchObject({ data: 1920, canExtend: false });
  });

  test.each([
    ['more than is free', { size: { kind: 'data', size: bytes(8 * GIB) } }, rhel(), 'DM032', 23],
    [
      'a size beside which the step that was asked for does not fit',
      { size: { kind: 'data', size: bytes(7 * GIB) }, reserveStep: true },
      rhel(),
      'DM032',
      23,
    ],
    ['a group that does not exist', { vg: 'other' }, rhel(), 'DM038', 20],
    ['an exported group', {}, rhel({ exported: true }), 'DM116', 20],
    ['a group of another host', {}, rhel({ foreign: true }), 'DM116', 20],
    ['a group without one of its disks', {}, rhel({ missingPvs: 1 }), 'DM116', 20],
    ['a group that is there twice', {}, rhel({ namesakes: ['x'] }), 'DM119', 20],
    ['a group that hosts share', {}, rhel({ lockType: 'sanlock' }), 'DM178', 20],
    [
      'a volume of the same name',
      {},
      rhel({}, [{ ...linear('thinpoolmeta', GIB, false), poolLv: null }]),
      'DM030',
      20,
    ],
    ['a group without free space', {}, rhel({ freeExtents: extents(0) }), 'DM032', 23],
  ] as const)('%s is refused', (_what, asked, state, code, exitCode) => {
    expect(codes(planned(asked, state))).toEqual([[code, exitCode]]);
  });
});
