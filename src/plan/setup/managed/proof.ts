import { knownOr, type Known } from '../../../model/known.ts';
import type { ManagedOrigin } from '../../../model/facts/managed.ts';
import type { Notice } from '../../../model/notice.ts';
import { refusal } from '../../steps/refusal.ts';
import { spanOf } from '../../steps/setup-record.ts';

/**
 * Says right after a setup what teardown would say later: it knows a pool that Docker created only by the
 * time of its creation.
 * @param createdAt seconds since 1970
 * @returns null if teardown will know it
 */
export function unprovenPool(
  runId: string,
  managed: ManagedOrigin,
  createdAt: Known<number | null>,
): Notice | null {
  const { from, to } = managed;
  const at = knownOr(createdAt, null);
  if (at !== null && from <= at && at <= to) return null;
  const created =
    at === null
      ? `the time at which it was created is unknown${createdAt.known ? '' : `: ${createdAt.why}`}`
      : `it was created at ${new Date(at * 1000).toISOString()} by the clock, which was set meanwhile`;
  return refusal(
    'DM070',
    'dmctl teardown will not know this pool as its own',
    `run ${runId} lasted ${spanOf(managed)}, and ${created}`,
    ['the pool works; to remove it, follow dmctl explain DM070'],
  );
}
