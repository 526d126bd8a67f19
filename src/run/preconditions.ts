import { DmctlError, refused } from '../model/errors.ts';
import { EXIT, exitOn } from '../model/exit-codes.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { Host } from '../model/host.ts';
import type { Run } from '../model/plan/journal.ts';
import { findPool, type NamedPool } from '../pool/found-pool.ts';
import { refusal } from '../plan/steps/refusal.ts';
import { typedCommand } from '../views/changes/typed-command.ts';

/** Refuses every user but root, before anything is read or started. @throws DmctlError DM003 (4) */
export function mustBeRoot(host: Pick<Host, 'euid'>, command: string): void {
  if (host.euid === 0) return;
  const why = 'only root has access to devices, LVM, the Docker daemon and the journals of dmctl';
  const fix = [`sudo dmctl ${command}`];
  throw refused(refusal('DM003', `dmctl ${command} needs root`, why, fix, EXIT.needsRoot));
}

/**
 * Finds the pool that Docker uses, or would use if it were started now.
 * @param verb completes "there is no pool on this host to"
 * @throws DmctlError DM103 (6), DM007 (20)
 */
export function mustHavePool(facts: Facts, verb: string): NamedPool {
  const pool = findPool(facts);
  if (pool.kind === 'named') return pool;
  if (pool.kind === 'none') throw noPool(verb);
  const message = `which pool ${facts.engine.title} uses could not be determined`;
  const fix = ['fix the problem reported above, then run the command again'];
  throw refused(refusal('DM007', message, pool.why, fix));
}

const SET_UP = 'dmctl setup direct-lvm DEVICE  creates one on a blank disk';

/**
 * The error if Docker has no pool: DM103, exit 6.
 * @param verb completes "there is no pool on this host to"
 */
export const noPool = (verb: string, fix = SET_UP): DmctlError =>
  refused({
    code: 'DM103',
    exitCode: EXIT.noPool,
    message: `there is no pool on this host to ${verb}`,
    why: 'neither Docker nor containerd uses a thin pool or is configured for one',
    fix: [fix],
  });

/** A run's command as it was typed, without the common flags. */
export const typedCommandOf = ({ request }: Pick<Run, 'request'>): string => typedCommand(request);

/**
 * Refuses to change anything else until an unfinished run is finished or undone.
 * @throws DmctlError DM054 (20)
 */
export function mustBeFinished(run: Run | null): void {
  if (run === null) return;
  throw new DmctlError({
    code: 'DM054',
    exitCode: EXIT.refused,
    message: `run ${run.runId} is unfinished: ${typedCommandOf(run)}`,
    why: `started by ${run.user} at ${run.openedAt} and interrupted; resume it or roll it back before making other changes`,
    fix: [
      `dmctl resume    continues it, as does the same command with the same flags`,
      `dmctl rollback  undoes what it did`,
    ],
    state: 'this command changed nothing',
  });
}

/** The error for a signal that came before the first step: DM051, exit 130 or 143. */
export const stoppedBefore = (signal: 'SIGINT' | 'SIGTERM'): DmctlError =>
  refused({
    code: 'DM051',
    exitCode: exitOn(signal),
    message: `interrupted by ${signal} before the first step`,
    why: 'a signal asked dmctl to stop',
    fix: ['run the command again when you are ready'],
  });
