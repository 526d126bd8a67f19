import { trimMount } from '../../lvm/fstrim.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { knownOr, type Known } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import type { Condition } from '../../model/plan/condition.ts';
import { makeStep, type Plan } from '../../model/plan/plan.ts';
import type { ReclaimSource } from '../../model/plan/reclaim.ts';
import { poolPath, type NamedPool } from '../../pool/found-pool.ts';
import { usedData } from '../../pool/usage.ts';
import { makePlan, planNothing } from '../steps/make-plan.ts';
import { whenKnown } from '../steps/refusal.ts';
import { COMMAND, poolRefusals } from './refusals.ts';

/** The input of the plan of `dmctl reclaim`. */
export interface TrimSite {
  readonly facts: Facts;
  readonly pool: NamedPool;
  /** The file systems that the engine has mounted, and what a trim of each gives back. */
  readonly fileSystems: Known<readonly ReclaimSource[]>;
}

/** Plans `dmctl reclaim`: one step, since nothing of it can be lost and all of it can be done again. */
export function planTrim({ facts, pool, fileSystems }: TrimSite): Plan {
  const refusals: readonly Notice[] = [
    ...poolRefusals(pool),
    ...whenKnown('the file systems on the pool', fileSystems, () => []),
  ];
  if (refusals.length > 0 || pool.name === null) return planNothing(COMMAND, refusals);
  const from = knownOr(fileSystems, []);
  if (from.length === 0) return planNothing(COMMAND);
  const { engine, title } = facts.engine;
  const sound: Condition = { kind: 'pool-sound', pool: pool.name };
  return makePlan({
    command: COMMAND,
    reclaim: { used: usedData(pool), from },
    steps: [
      makeStep({
        id: 'trim',
        title: `Trim what ${title} has mounted from ${poolPath(pool)}`,
        why: 'the pool does not notice that files were deleted',
        risk: 'safe',
        before: [sound],
        action: { kind: 'trim-mounts', engine, pool: pool.name, trim: trimMount() },
        after: [sound],
        final: true,
        unseen: true,
      }),
    ],
  });
}
