import { describe, expect, test } from 'vitest';
import { known, unknown } from '../../../../src/model/known.ts';
import { bytes, MIB } from '../../../../src/model/units.ts';
import { planOrphans, type OrphansSite } from '../../../../src/plan/reclaim/orphans.ts';
import { findPool } from '../../../../src/pool/found-pool.ts';
import type { Facts } from '../../../../src/model/facts/facts.ts';
import { host, withDevice, withDockerDown, withVolume } from '../../../helpers/changed-facts.ts';
import { healthy, linear } from '../../../helpers/facts.ts';

const STOPPED = host(withDockerDown('inactive'));
const ORPHAN = { deviceId: 17, bytes: bytes(5 * MIB) };

function siteOf(facts: Facts, changes: Partial<OrphansSite> = {}): OrphansSite {
  const pool = findPool(facts);
  if (pool.kind !== 'named') throw new Error(pool.kind);
  return {
    ...{ facts, pool, records: '/var/lib/docker', orphans: known([ORPHAN]), strangers: known([]) },
    request: { engine: null, orphans: true, confirm: 'docker/thinpool', dryRun: false },
    ...changes,
  };
}

const asked = (confirm: string | null, dryRun = false): Partial<OrphansSite> => ({
  request: { engine: null, orphans: true, confirm, dryRun },
});

describe('the plan of reclaim --orphans', () => {
  test('deletes each device in a step of its own, if still nobody has it on record and Docker is stopped', () => {
    const orphans = known([ORPHAN, { deviceId: 18, bytes: null }]);
    const { steps, reclaim } = planOrphans(siteOf(STOPPED, { orphans }));
    expect(steps.map(({ id }) => id)).toEqual(['delete-thin-17', 'delete-thin-18']);
    const record = { kind: 'thin-not-on-record', pool: 'docker-thinpool', deviceId: 17 };
    expect(steps[0]).toMatchObject({
      title: 'Delete thin device 17 (5 MiB)',
      before: [{ kind: 'units', names: ['docker.service'], active: false }, record],
      action: {
        remove: { args: ['message', 'docker-thinpool', '0', 'delete 17'], writes: true },
        records: { engine: 'docker', root: '/var/lib/docker' },
      },
      ...{ risk: 'destroys-data', final: true, unseen: true, undo: [] },
    });
    expect(reclaim?.from).toEqual([
      { name: 'device 17', takes: ORPHAN.bytes, most: ORPHAN.bytes },
      { name: 'device 18', takes: null, most: null },
    ]);
  });

  test('is nothing where everything is on record, confirmed or not', () => {
    const orphans = known([]);
    const plan = planOrphans(siteOf(STOPPED, { orphans, ...asked(null) }));
    expect(plan).toMatchObject({ steps: [], refusals: [] });
  });

  test('needs no confirmation for a dry run', () => {
    expect(planOrphans(siteOf(STOPPED, asked(null, true))).steps).toHaveLength(1);
  });

  const THIN = { ...linear('mine', 1024, false), poolLv: 'thinpool' };

  test.each<[situation: string, facts: Facts, changes: Partial<OrphansSite>, code: string]>([
    ['Docker running', healthy, {}, 'DM271'],
    [
      'a pool that is suspended',
      host(withDockerDown('inactive'), withDevice({ suspended: true })),
      {},
      'DM270',
    ],
    [
      'a thin volume of LVM',
      host(withDockerDown('inactive'), withVolume({}, {}, [THIN])),
      {},
      'DM272',
    ],
    ['a device in use', STOPPED, { strangers: known(['stranger']) }, 'DM272'],
    ['devices nobody could see', STOPPED, { strangers: unknown('?') }, 'DM007'],
    ['records nobody could read', STOPPED, { orphans: unknown('?') }, 'DM007'],
    ['no confirmation', STOPPED, asked(null), 'DM273'],
    ['another pool confirmed', STOPPED, asked('docker/other'), 'DM273'],
    ['another pool confirmed in a dry run', STOPPED, asked('docker/other', true), 'DM273'],
  ])('with %s is refused', (_, facts, changes, code) => {
    const { steps, refusals } = planOrphans(siteOf(facts, changes));
    expect(refusals.map((one) => one.code)).toEqual([code]);
    expect(steps).toEqual([]);
  });
});
