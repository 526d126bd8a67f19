import type { Condition } from '../../model/plan/condition.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { knownOr } from '../../model/known.ts';
import type { PartGrowth, PoolGrowth, Step } from '../../model/plan/plan.ts';
import { bytes, extentsToBytes, type Bytes, type Extents } from '../../model/units.ts';
import type { Part } from '../../pool/usage.ts';
import type { GrowingPool } from '../steps/pool-in-use.ts';
import type { SizeChange } from './request.ts';

/** The growth of one part, and the requested size if it was rounded. */
export function partGrowth(
  pool: GrowingPool,
  part: Part,
  to: Extents,
  change: SizeChange | null,
): PartGrowth {
  const size = (count: Extents): Bytes => extentsToBytes(count, pool.group.extentSize);
  const from = size(pool[part]);
  const asked = change === null ? null : change.kind === 'to' ? change.size : from + change.size;
  return {
    from,
    to: size(to),
    asked: asked === null || asked === size(to) ? null : bytes(asked),
  };
}

/** The growth of both parts, and the current totals of docker info if Docker runs on this pool. */
export function poolGrowth(
  { engine: { runsOn, totals } }: Facts,
  { name }: { readonly name: string | null },
  parts: Pick<PoolGrowth, 'data' | 'metadata'>,
): PoolGrowth {
  if (totals === null || knownOr(runsOn, null)?.name !== name)
    return { ...parts, dockerInfo: null };
  return { ...parts, dockerInfo: { data: totals.data.total, metadata: totals.metadata.total } };
}

/** The last step that extends the pool also waits until a running engine shows the new size. */
export function shownByEngine(
  steps: readonly Step[],
  { name, chunkSize }: Pick<GrowingPool, 'name' | 'chunkSize'>,
  growth: PoolGrowth,
): readonly Step[] {
  if (growth.dockerInfo === null) return steps;
  const last = steps.findLastIndex(({ final }) => final === true);
  const { data, metadata } = growth;
  const shown: Condition = {
    kind: 'engine-pool-size',
    pool: name,
    // The kernel, and the engine after it, counts whole chunks.
    data: bytes(data.to - (data.to % chunkSize)),
    metadata: metadata.to,
  };
  return steps.map((step, i) => (i === last ? { ...step, after: [...step.after, shown] } : step));
}
