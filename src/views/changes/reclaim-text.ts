import type { PlannedReclaim } from '../../model/plan/reclaim.ts';
import { bytes, type Bytes } from '../../model/units.ts';
import type { Style } from '../style.ts';
import type { Lines } from './done-text.ts';

/** Shows what a reclaim would give back, with a line for each source of it, the largest first. */
export function plannedReclaimText({ used, from }: PlannedReclaim, style: Style): string {
  const size = (of: Bytes | null): string => (of === null ? 'unknown' : style.size(of));
  const lines = [...from]
    .sort((a, b) => (b.most ?? 0) - (a.most ?? 0))
    .map(({ name, takes, most }) =>
      takes === most ? `  ${name}: ${size(most)}` : `  ${name}: ${size(most)} of ${size(takes)}`,
    );
  const head = `${size(used)} of the pool are in use. At most this comes back:`;
  return `${style.bold('The pool')}\n  ${head}\n${lines.join('\n')}\n`;
}

/** The answer of a reclaim. @param used how much of the pool was in use before */
export function reclaimedLines(used: Bytes | null, now: Bytes | null, style: Style): Lines {
  if (used === null || now === null) return ['How much came back is unknown.'];
  const back = bytes(Math.max(0, used - now));
  const figures = `in use before: ${style.size(used)}, now: ${style.size(now)}`;
  return [`${style.bold(style.size(back))} came back to the pool.`, figures];
}

/** The reclaim as JSON. @param now how much of the pool is in use after it; null: not yet, or unknown */
export const reclaimJson = ({ used, from }: PlannedReclaim, now: Bytes | null) => ({
  usedBytesBefore: used,
  usedBytesAfter: now,
  freedBytes: used === null || now === null ? null : Math.max(0, used - now),
  from: from.map(({ name, takes, most }) => ({ name, takesBytes: takes, mostBytes: most })),
});
