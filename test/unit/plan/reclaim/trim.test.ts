import { describe, expect, test } from 'vitest';
import { known, unknown, type Known } from '../../../../src/model/known.ts';
import type { ReclaimSource } from '../../../../src/model/plan/reclaim.ts';
import { bytes, MIB } from '../../../../src/model/units.ts';
import type { Facts } from '../../../../src/model/facts/facts.ts';
import { planTrim } from '../../../../src/plan/reclaim/trim.ts';
import { findPool } from '../../../../src/pool/found-pool.ts';
import {
  host,
  withDeadPool,
  withPoolInactive,
  withStatus,
} from '../../../helpers/changed-facts.ts';
import { healthy } from '../../../helpers/facts.ts';

const WEB: ReclaimSource = { name: 'web', takes: bytes(9 * MIB), most: bytes(4 * MIB) };

function planOn(facts: Facts, fileSystems: Known<readonly ReclaimSource[]> = known([WEB])) {
  const pool = findPool(facts);
  if (pool.kind !== 'named') throw new Error(pool.kind);
  return planTrim({ facts, pool, fileSystems });
}

describe('the plan of reclaim', () => {
  test('trims what is mounted in one step, which anybody may repeat', () => {
    const { steps, reclaim } = planOn(healthy);
    expect(steps).toMatchObject([
      {
        id: 'trim',
        before: [{ kind: 'pool-sound', pool: 'docker-thinpool' }],
        action: { kind: 'trim-mounts', engine: 'docker', pool: 'docker-thinpool' },
        ...{ risk: 'safe', unseen: true, undo: [] },
      },
    ]);
    expect(reclaim).toEqual({ used: 195 * 524288, from: [WEB] });
  });

  test('is nothing where nothing is mounted', () => {
    expect(planOn(healthy, known([]))).toMatchObject({ steps: [], refusals: [] });
  });

  test.each<[situation: string, facts: Facts, code: string]>([
    ['not active', host(withPoolInactive()), 'DM270'],
    ['read-only', host(withStatus({ mode: 'ro' })), 'DM270'],
    ['in need of a check', host(withStatus({ needsCheck: true })), 'DM270'],
    ['given up by the kernel', host(withDeadPool('fail')), 'DM270'],
  ])('is refused for a pool that is %s', (_, facts, code) => {
    const { steps, refusals } = planOn(facts);
    expect(refusals.map((one) => one.code)).toEqual([code]);
    expect(steps).toEqual([]);
  });

  test('is refused where the mounts could not be read', () => {
    expect(planOn(healthy, unknown('?')).refusals).toMatchObject([{ code: 'DM007' }]);
  });
});
