import { describe, expect, it } from 'vitest';
import { unknown } from '../../../../src/model/known.ts';
import type { Plan } from '../../../../src/model/plan/plan.ts';
import { GIB, MIB } from '../../../../src/model/units.ts';
import { blankDisk } from '../../../helpers/blank-host.ts';
import { host, withDiskSize } from '../../../helpers/changed-facts.ts';
import { healthy } from '../../../helpers/facts.ts';
import { by, resizePlan } from '../../../helpers/resize-site.ts';

const grown = host(withDiskSize(15 * GIB));

const words = ({ steps }: Plan): readonly string[] =>
  steps.flatMap(({ action }) =>
    action.kind === 'run' ? [[action.command.program, ...action.command.args].join(' ')] : [],
  );

describe('a disk that has grown', () => {
  it('is used in full, and the data gets the room', () => {
    const plan = resizePlan({ pvresize: true }, grown);
    expect(plan.refusals).toEqual([]);
    // 2431 extents of data, 78 free, 1280 more on the disk.
    expect(words(plan)).toEqual(['pvresize /dev/xvdf', 'lvextend -l 3789 docker/thinpool']);
    const [first] = plan.steps;
    expect(first).toMatchObject({ id: 'pvresize-xvdf', final: true, undo: [] });
    const size = 3839 * 4 * MIB;
    expect(first?.before).toMatchObject([
      { kind: 'pv-size', is: 'below', size, device: { path: '/dev/xvdf', size: 15 * GIB } },
    ]);
    expect(first?.after).toMatchObject([{ kind: 'pv-size', is: 'at-least', size }]);
  });

  it('gives no more than is asked for, and can keep room for an extension', () => {
    const some = resizePlan({ pvresize: true, size: by(GIB) }, grown);
    expect(words(some)[1]).toBe('lvextend -l 2687 docker/thinpool');
    const kept = resizePlan({ pvresize: true, keepStep: true }, grown);
    expect(kept.warnings).toEqual([]);
    expect(kept.steps).toHaveLength(2);
  });

  it('is used after others have joined, so that a failure until then is undone', () => {
    const plan = resizePlan({ pvresize: true }, grown, [blankDisk('/dev/xvdg')]);
    expect(plan.steps.map(({ id }) => id)).toEqual([
      ...['pvcreate-xvdg', 'vgextend', 'unit', 'pvresize-xvdf', 'lvextend-data'],
    ]);
    expect(plan.steps[1]?.after).toMatchObject([{ kind: 'vg-present', minExtents: 5118 }]);
  });

  it('is left alone unless it is named, and named where room is short', () => {
    const plan = resizePlan({ size: by(3 * GIB) }, grown);
    expect(plan.refusals).toMatchObject([{ code: 'DM032' }]);
    expect(plan.refusals[0]?.fix[0]).toBe('add --pvresize: /dev/xvdf has grown');
    expect(resizePlan({ size: by(100 * MIB) }, grown).steps.map(({ id }) => id)).toEqual([
      'lvextend-data',
    ]);
  });
});

describe('a disk that has not grown', () => {
  it('leaves nothing to do', () => {
    const plan = resizePlan({ pvresize: true });
    expect(plan.steps).toEqual([]);
    expect(plan.refusals).toEqual([]);
    expect(plan.growth?.data.from).toBe(plan.growth?.data.to);
  });

  it('but has become smaller refuses every growth', () => {
    const short = host(withDiskSize(9 * GIB));
    for (const asked of [{ pvresize: true }, { size: by(MIB) }])
      expect(resizePlan(asked, short).refusals).toMatchObject([{ code: 'DM124', exitCode: 20 }]);
  });

  it('as far as anybody knows refuses, too', () => {
    const plan = resizePlan({ pvresize: true }, host({ diskSizes: unknown('no sysfs') }));
    expect(plan.refusals).toMatchObject([{ code: 'DM007', exitCode: 20 }]);
    expect(resizePlan({ pvresize: true }, healthy).refusals).toEqual([]);
  });
});
