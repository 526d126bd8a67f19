import { describe, expect, test } from 'vitest';
import { known, unknown } from '../../../../src/model/known.ts';
import { planTeardown } from '../../../../src/plan/teardown/teardown.ts';
import { withDevice, withInfo, withVolume } from '../../../helpers/changed-facts.ts';
import { linear } from '../../../helpers/facts.ts';
import { teardownSite, type Different } from '../../../helpers/teardown-site.ts';

const otherVolume = withVolume({}, {}, [linear('theirs', 4194304, false)]);
const open = { ...withDevice({ name: 'docker-98:0-9-abc', openCount: 1 }) };

describe.each<[situation: string, different: Different, code: string, exitCode: number]>([
  ['nothing confirmed', { request: { confirm: null } }, 'DM072', 21],
  ['another pool confirmed', { request: { confirm: 'docker/thinpoo' } }, 'DM072', 21],
  ['loop-lvm confirmed', { request: { confirm: 'loop-lvm' } }, 'DM072', 21],
  [
    'another pool confirmed in a dry run',
    { request: { confirm: 'x/y', dryRun: true } },
    'DM072',
    21,
  ],
  ['containers that run', { facts: withInfo({ running: 2 }) }, 'DM071', 20],
  ['a volume of somebody else', { facts: otherVolume }, 'DM071', 20],
  ['a device of somebody else on it', { ground: { holders: known(['pool-snap-1']) } }, 'DM071', 20],
  [
    'a device of Docker’s that is open',
    { facts: { ...open }, ground: { holders: known(['docker-98:0-9-abc']) } },
    'DM071',
    20,
  ],
  ['a suspended pool', { facts: withDevice({ suspended: true }) }, 'DM113', 20],
  ['a group without the tag', { facts: withVolume({}, { tags: [] }) }, 'DM070', 20],
  ['a disk that is not ours', { ownPvs: new Map() }, 'DM070', 20],
  ['a disk missing', { facts: withVolume({}, { missingPvs: 1 }) }, 'DM116', 20],
  ['loop files from before', { record: { newRoot: false } }, 'DM070', 20],
  ['something where the data root goes', { ground: { asideTaken: known(true) } }, 'DM045', 20],
  ['holders nobody could see', { ground: { holders: unknown('?') } }, 'DM007', 20],
  [
    'a blkdiscard that zeroes no disk, and --erase',
    { request: { erase: true }, ground: { canErase: known(false) } },
    'DM005',
    5,
  ],
  [
    'a blkdiscard that cannot be asked, and --erase',
    { request: { erase: true }, ground: { canErase: unknown('?') } },
    'DM007',
    20,
  ],
  ['a group nobody could see', { facts: { lvm: unknown('?') } }, 'DM007', 20],
  ['no root', { facts: { euid: 1000 } }, 'DM003', 4],
])('with %s', (_, different, code, exitCode) => {
  test(`refuses with ${code} and exit ${String(exitCode)}`, () => {
    const refused = planTeardown(teardownSite(different));
    expect(refused.refusals[0]?.code).toBe(code);
    expect(refused.refusals[0]?.exitCode).toBe(exitCode);
    expect(refused.steps).toEqual([]);
  });
});
