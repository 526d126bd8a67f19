import { describe, expect, it } from 'vitest';
import { known } from '../../../../src/model/known.ts';
import type { LogicalVolume } from '../../../../src/model/facts/lvm-state.ts';
import type { Plan } from '../../../../src/model/plan/plan.ts';
import { bytes, extents, GIB, MIB, TIB } from '../../../../src/model/units.ts';
import { blankDisk } from '../../../helpers/blank-host.ts';
import {
  host,
  withDockerDown,
  withLvmSettings,
  withoutSpare,
  withStatus,
  withVolume,
} from '../../../helpers/changed-facts.ts';
import { healthy, linear, lvm } from '../../../helpers/facts.ts';
import { by, resizePlan, to } from '../../../helpers/resize-site.ts';

const EXTENT = 4 * MIB;

const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);

const commands = ({ steps }: Plan): readonly string[] =>
  steps.flatMap(({ action }) =>
    action.kind === 'run' ? [[action.command.program, ...action.command.args].join(' ')] : [],
  );

const refusals = (plan: Plan) => plan.refusals.map(({ code, exitCode }) => [code, exitCode]);

const xvdg = blankDisk('/dev/xvdg');
const member = blankDisk('/dev/xvdf', { pv: known(lvm.pvs[0] ?? null) });

describe('a disk that is added', () => {
  it('joins the group, and all the room goes to the data', () => {
    const plan = resizePlan({}, healthy, [xvdg]);
    expect(ids(plan)).toEqual(['pvcreate-xvdg', 'vgextend', 'unit', 'lvextend-data']);
    // 2431 extents of data, 78 free, 2559 on the new disk.
    expect(commands(plan).slice(1)).toEqual([
      'vgextend docker /dev/xvdg',
      'lvextend -l 5068 docker/thinpool',
    ]);
    expect(plan.growth).toMatchObject({
      data: { from: 2431 * EXTENT, to: 5068 * EXTENT, asked: null },
      dockerInfo: { data: 10_200_000_000 },
    });
    expect(plan.warnings.map(({ code }) => code)).toEqual(['DM204']);
  });

  it('is looked at in the group, by the look after it has joined', () => {
    const [made, ...others] = resizePlan({}, healthy, [xvdg]).steps;
    expect(made?.verifiedWith).toMatchObject({
      step: 'vgextend',
      conditions: [{ kind: 'pv-present', device: xvdg.identity, vg: 'docker' }],
    });
    expect(others.filter(({ verifiedWith }) => verifiedWith !== undefined)).toEqual([]);
  });

  it('is never forced on, and can leave again until something lies on it', () => {
    const plan = resizePlan({}, healthy, [xvdg]);
    const words = plan.steps.flatMap(({ action }) =>
      action.kind === 'run' ? action.command.args : [],
    );
    expect(words.filter((word) => /^-(y|f|ff|-yes|-force)$/.test(word))).toEqual([]);
    const [, join] = plan.steps;
    expect(join?.undo[0]?.before).toMatchObject([{ kind: 'pv-unused', vg: 'docker' }]);
    expect(join?.before[0]).toMatchObject({ kind: 'vg-present', tag: null, minExtents: 2559 });
    expect(join?.after).toMatchObject([
      { minExtents: 5118, pvUuids: [expect.any(String), expect.any(String)] },
    ]);
  });

  it('has nothing left to do where it is in the group already and no room is left', () => {
    const full = host(withVolume({}, { freeExtents: extents(0) }));
    const plan = resizePlan({}, full, [member]);
    expect(plan.steps).toEqual([]);
    expect(plan.refusals).toEqual([]);
  });

  it('keeps to the rules of setup, and those that are members pass', () => {
    const mounted = blankDisk('/dev/xvdh', { mountPoints: ['/mnt'] });
    const signed = blankDisk('/dev/xvdi', {
      signatures: known([
        { device: '/dev/xvdi', offset: bytes(1080), type: 'ext4', label: null, uuid: null },
      ]),
    });
    const twin = blankDisk('/dev/other', { identity: { ...xvdg.identity, path: '/dev/other' } });
    const stranger = blankDisk('/dev/xvdj', {
      pv: known({ ...(lvm.pvs[0] ?? fail()), vg: 'other' }),
    });
    expect(refusals(resizePlan({}, healthy, [member, mounted, signed, stranger]))).toEqual([
      ['DM021', 20],
      ['DM020', 20],
      ['DM022', 20],
    ]);
    expect(refusals(resizePlan({}, healthy, [xvdg, twin]))).toEqual([['DM025', 20]]);
    expect(refusals(resizePlan({ wipeSignatures: true }, healthy, [signed]))).toEqual([
      ['DM027', 21],
    ]);
    const wiped = { wipeSignatures: true, confirmed: ['/dev/xvdi'] };
    expect(ids(resizePlan(wiped, healthy, [signed]))[0]).toBe('wipefs-xvdi');
    expect(refusals(resizePlan({ ...wiped, confirmed: ['/dev/xvdf'] }, healthy, [member]))).toEqual(
      [],
    );
  });

  it('too small for one extent of the group is refused', () => {
    const group = { extentSize: bytes(16 * GIB), freeExtents: extents(0), extentCount: extents(9) };
    const plan = resizePlan({}, host(withVolume({}, group)), [xvdg]);
    expect(refusals(plan)).toEqual([['DM023', 20]]);
  });
});

const fail = (): never => {
  throw new Error('the facts have no physical volume');
};

describe('a group that is shared with other volumes', () => {
  const others: readonly LogicalVolume[] = [
    linear('root', GIB, false),
    { ...linear('images', GIB, false), segmentType: 'thin-pool' },
  ];
  const shared = host(withVolume({}, { freeExtents: extents(600) }, others));
  const taken = (plan: Plan) => plan.warnings.find(({ code }) => code === 'DM206') ?? null;

  it('is told what the pool takes away, from whom, and that room can be kept', () => {
    const notice = taken(resizePlan({}, shared, [xvdg]));

    expect(notice?.message).toMatch(/the pool takes 2\.34. GiB \(600 extents\) of the 2\.34. GiB/);
    expect(notice?.why).toMatch(/shared with root, images: .*nor for pool images to extend itself/);
    expect(notice?.fix.join()).toMatch(/--size \+SIZE.*--keep-step/);
  });

  it('is told so of a size, too, without --keep-step where that is kept', () => {
    expect(taken(resizePlan({ size: by(GIB) }, shared))?.message).toMatch(/\(256 extents\) of the/);
    const wide = host(withVolume({}, { freeExtents: extents(2000) }, others));
    expect(
      taken(resizePlan({ size: by(GIB), pvresize: false, keepStep: true }, wide)),
    ).toMatchObject({
      fix: [expect.stringMatching(/--size/)],
    });
  });

  it('has nothing to tell where only the new disk is used, or nobody shares', () => {
    const disk = 2559 * 4 * MIB;
    expect(taken(resizePlan({ size: by(disk) }, shared, [xvdg]))).toBeNull();
    const alone = host(withVolume({}, { freeExtents: extents(600) }));
    expect(taken(resizePlan({}, alone, [xvdg]))).toBeNull();
  });
});

describe('--keep-step', () => {
  it('leaves the largest step of the data and of the metadata free', () => {
    const plan = resizePlan({ pvresize: false, keepStep: true }, healthy, [xvdg]);
    // 5068 - 14 for the metadata and its spare: n + ceil(n / 4) <= 5054.
    expect(commands(plan).at(-1)).toBe('lvextend -l 4043 docker/thinpool');
    expect(plan.warnings).toEqual([]);
  });

  it('is refused where not even the present pool has room for its step', () => {
    const small = blankDisk('/dev/xvdg', { identity: { ...xvdg.identity, size: bytes(GIB) } });
    const plan = resizePlan({ pvresize: false, keepStep: true }, healthy, [small]);
    expect(refusals(plan)).toEqual([['DM032', 23]]);
    expect(plan.refusals[0]?.why).toContain('622 extents) for the extension to keep room for');
  });

  it('counts for --size as well', () => {
    expect(refusals(resizePlan({ pvresize: false, keepStep: true, size: by(MIB) }))).toEqual([
      ['DM032', 23],
    ]);
  });

  it('is refused where auto-extension is off: there is no step', () => {
    const off = host(withVolume({ profile: null }), withLvmSettings({}));
    expect(refusals(resizePlan({ pvresize: false, keepStep: true }, off, [xvdg]))).toEqual([
      ['DM131', 20],
    ]);
  });
});

describe('a size', () => {
  it('is rounded up to whole extents, and the plan says so', () => {
    const plan = resizePlan({ size: to(2440 * EXTENT + 1) });
    expect(commands(plan)).toEqual(['lvextend -l 2441 docker/thinpool']);
    expect(plan.steps[0]?.why).toContain('rounded up to whole extents of 4 MiB');
    expect(plan.growth?.data).toEqual({
      from: 2431 * EXTENT,
      to: 2441 * EXTENT,
      asked: 2440 * EXTENT + 1,
    });
  });

  it('may be relative', () => {
    expect(commands(resizePlan({ size: by(8 * MIB) }))).toEqual([
      'lvextend -l 2433 docker/thinpool',
    ]);
  });

  it('that the pool has already, rounding included, leaves nothing to do', () => {
    for (const size of [2431 * EXTENT, 2431 * EXTENT - 1]) {
      const plan = resizePlan({ size: to(size) });
      expect([plan.steps, plan.refusals]).toEqual([[], []]);
    }
  });

  it('smaller than the pool is refused', () => {
    expect(refusals(resizePlan({ size: to(2430 * EXTENT) }))).toEqual([['DM035', 20]]);
    expect(refusals(resizePlan({ metadataSize: to(MIB) }))).toEqual([['DM035', 20]]);
  });

  it('above the room is refused with the sum, and the largest that fits', () => {
    const [refusal] = resizePlan({ size: to(TIB) }).refusals;
    expect(refusal).toMatchObject({ code: 'DM032', exitCode: 23 });
    expect(refusal?.why).toMatch(/259713 extents\) for the data; free in docker: 312 MiB \(78/);
    expect(refusal?.fix.join()).toMatch(/--add DEVICE.*--size 10036M/);
  });

  it('above what the chunks address, or of metadata above its cap, is refused', () => {
    expect(refusals(resizePlan({ size: to(200 * TIB) }))).toEqual([['DM033', 20]]);
    expect(refusals(resizePlan({ size: by(Number.MAX_SAFE_INTEGER) }))).toEqual([['DM033', 20]]);
    expect(refusals(resizePlan({ metadataSize: to(16 * GIB) }))).toEqual([['DM033', 20]]);
  });

  it('grows metadata before data, and LVM grows the spare with it', () => {
    const plan = resizePlan({ size: by(MIB), metadataSize: by(EXTENT * 10) });
    expect(commands(plan)).toEqual([
      'lvextend --poolmetadatasize 146800640b docker/thinpool',
      'lvextend -l 2432 docker/thinpool',
    ]);
    // 78 extents: 39 of metadata and 39 of spare fit, one more of data does not.
    expect(resizePlan({ metadataSize: by(EXTENT * 39) }).refusals).toEqual([]);
    expect(refusals(resizePlan({ metadataSize: by(EXTENT * 39), size: by(1) }))).toEqual([
      ['DM032', 23],
    ]);
  });

  it('of metadata pays for a whole spare where there is none', () => {
    const bare = host(withoutSpare());
    expect(resizePlan({ metadataSize: by(EXTENT * 26) }, bare).refusals).toEqual([]);
    expect(refusals(resizePlan({ metadataSize: by(EXTENT * 27) }, bare))).toEqual([['DM032', 23]]);
  });

  it('that the metadata cannot map is refused, with the metadata it needs', () => {
    const scarce = host(
      withVolume({ metadataSize: bytes(EXTENT), chunkSize: bytes(64 * 1024) }),
      withStatus({ metadataBlocks: 1024 }),
    );
    const plan = resizePlan({ size: by(MIB) }, scarce);
    expect(refusals(plan)).toEqual([['DM033', 20]]);
    expect(plan.refusals[0]?.fix.join()).toContain('add --metadata-size 10M');
    expect(resizePlan({ size: by(MIB), metadataSize: to(10 * MIB) }, scarce).refusals).toEqual([]);
  });
});

describe('the last step that grows the pool', () => {
  it('waits for docker info to show the new totals', () => {
    const plan = resizePlan({ size: by(EXTENT), metadataSize: by(EXTENT) });
    expect(plan.steps.map(({ after }) => after.map(({ kind }) => kind))).toEqual([
      ['pool-size'],
      ['pool-size', 'engine-pool-size'],
    ]);
    expect(plan.steps.every(({ final }) => final === true)).toBe(true);
  });

  it('does not where Docker is stopped', () => {
    const plan = resizePlan({ size: by(EXTENT) }, host(withDockerDown('inactive')));
    expect(plan.steps[0]?.after).toHaveLength(1);
    expect(plan.growth?.dockerInfo).toBe(null);
  });
});

describe('an auto-extension step that is due', () => {
  const full = host(withStatus({ dataUsedBlocks: 19000 }));

  it('is taken after the growth where the use stays above the threshold and it fits', () => {
    const plan = resizePlan({ size: by(EXTENT) }, full, [xvdg]);
    expect(ids(plan).slice(-2)).toEqual(['lvextend-data', 'lvextend-policies']);
    expect(commands(plan).at(-1)).toBe('lvextend --use-policies docker/thinpool');
    expect(plan.steps.at(-1)?.after[0]).toMatchObject({ part: 'data', size: 2433 * EXTENT });
  });

  it('is not planned where the growth makes it needless, or leaves no room for it', () => {
    expect(ids(resizePlan({}, full, [xvdg]))).not.toContain('lvextend-policies');
    expect(ids(resizePlan({ size: by(EXTENT) }, full))).toEqual(['lvextend-data']);
  });
});
