import { describe, expect, it } from 'vitest';
import { planTeardown } from '../../../../src/plan/teardown/teardown.ts';
import { withVolume } from '../../../helpers/changed-facts.ts';
import { linear } from '../../../helpers/facts.ts';
import { teardownSite, type Different } from '../../../helpers/teardown-site.ts';
import { GIB } from '../../../../src/model/units.ts';

const root = { ...linear('root', GIB, false), poolLv: null };

/** A pool of dmctl's in a group that others made, with a volume of theirs. */
const site = (different: Different = {}) =>
  teardownSite({
    facts: withVolume({ tags: ['dmctl'] }, { tags: [] }, [root]),
    ownPvs: new Map(),
    ...different,
    record: { inGroup: true, ...different.record },
  });

const programs = (different: Different = {}): readonly string[] =>
  planTeardown(site(different)).steps.flatMap(({ action }) =>
    action.kind === 'run' ? [action.command.program] : [],
  );

const codes = (different: Different = {}) =>
  planTeardown(site(different)).refusals.map(({ code, exitCode }) => [code, exitCode]);

describe('the teardown of a pool in a group of others', () => {
  it('removes the pool alone, never the group or a disk', () => {
    expect(codes()).toEqual([]);
    expect(programs()).toContain('lvremove');
    expect(programs().filter((name) => /^(vg|pv|wipefs|blkdiscard)/.test(name))).toEqual([]);
  });

  it('does not zero disks', () => {
    expect(codes({ request: { erase: true } })).toEqual([['DM036', 20]]);
  });

  it('refuses a pool of that name that somebody else made', () => {
    const facts = withVolume({ tags: [] }, { tags: [] }, [root]);
    expect(codes({ facts })).toEqual([['DM070', 20]]);
  });

  it("refuses LVM's own volumes in the pool", () => {
    const thin = { ...linear('theirs', GIB, false), poolLv: 'thinpool' };
    const facts = withVolume({ tags: ['dmctl'] }, { tags: [] }, [root, thin]);
    expect(codes({ facts })).toEqual([['DM071', 20]]);
  });
});
