import { refused } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import type { Notice } from '../model/notice.ts';
import type { Run } from '../model/plan/journal.ts';
import { isSwitched } from '../observe/docker/migration/hold.ts';
import { madeSince } from '../observe/docker/migration/made-since.ts';
import { confirmWordOf, recordOf } from '../plan/migrate/on-record.ts';
import { lossRefusal, wordsOf } from '../plan/migrate/undo.ts';

/**
 * Docker may have run on overlay2 for days before an interrupted migration is rolled back, which drops the
 * images and containers made meanwhile. Lists them as the refusal of a rollback without --confirm; null:
 * there are none, or a rollback has begun already.
 * @param confirm the confirmed pool; null if nothing was confirmed
 * @throws HostError
 */
export async function unconfirmedLoss(
  host: Host,
  run: Run,
  confirm: string | null,
): Promise<Notice | null> {
  const migration = run.request.command === 'migrate overlay2' ? recordOf(run) : null;
  if (migration === null || run.direction === 'undo') return null;
  if (!(await mayHaveRun(host, run))) return null;
  const lost = wordsOf(await madeSince(host, migration.paths));
  const word = confirmWordOf(migration);
  if (lost === '' || confirm === word) return null;
  return lossRefusal('rolling back', lost, `dmctl rollback --confirm ${word}`);
}

/** Has Docker been led to overlay2, where a boot starts it too? */
async function mayHaveRun(host: Host, { plan, progress }: Run): Promise<boolean> {
  if (progress.some(({ step, direction }) => step === 'start-docker' && direction === 'do'))
    return true;
  for (const { action } of plan.steps)
    if (action.kind === 'hold-layers') return isSwitched(host, action.hold);
  return false;
}

/** @throws DmctlError DM259 (21) where a rollback would drop what was made since, without --confirm */
export async function mustBeConfirmed(host: Host, run: Run, confirm: string | null): Promise<void> {
  const refusal = await unconfirmedLoss(host, run, confirm);
  if (refusal !== null) throw refused(refusal);
}
