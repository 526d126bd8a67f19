import { perform } from '../apply/perform.ts';
import type { Check } from '../model/check.ts';
import type { Facts } from '../model/facts/facts.ts';
import { plansOf } from '../plan/engines.ts';
import type { Parts } from '../run/context.ts';
import { withLock } from '../run/session.ts';

const SHARED = {
  id: 'snapshotter-trial',
  code: 'DM296',
  title: 'the engine makes a snapshot',
  wanted: 'one that is prepared, committed and removed',
} as const;

/** With one of these, a trial would hang or fail for a reason that is told already. */
const PREVENTING: readonly string[] = ['pool-exists', 'pool-active', 'pool-table', 'pool-writable'];

/**
 * Tries the engine for `dmctl verify --probe`: a round trip that leaves nothing. It changes the host for a
 * moment, so it takes the lock.
 * @param made the checks that were made without it
 * @returns null where the engine has no such trial
 * @throws DmctlError DM053 if another dmctl holds the lock
 */
export async function trialCheck(
  parts: Parts,
  facts: Facts,
  made: readonly Check[],
): Promise<Check | null> {
  const action = plansOf(facts).trial(facts);
  if (action === null) return null;
  const prevented = made.find(({ id, status }) => PREVENTING.includes(id) && status !== 'ok');
  if (prevented !== undefined) {
    const found = `unknown: not tried, since ${prevented.found}`;
    return { ...SHARED, status: 'unknown', found, fix: prevented.fix };
  }
  const lock = { command: 'verify --probe', timeoutSeconds: 0, listen: () => undefined };
  const { ok, detail } = await withLock(parts, lock, () => perform(parts.host, action, {}));
  if (ok) return { ...SHARED, status: 'ok', found: 'prepared, committed and removed', fix: [] };
  const found = `the engine cannot make a snapshot: ${detail.trim().split('\n').at(-1) ?? ''}`;
  return { ...SHARED, status: 'failed', found, fix: ['dmctl explain DM296'] };
}
