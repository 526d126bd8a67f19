import { DmctlError } from '../model/errors.ts';
import { EXIT, exitOn } from '../model/exit-codes.ts';
import type { Run } from '../model/plan/journal.ts';
import { typedCommand } from '../views/changes/typed-command.ts';

/** A run's command as it was typed, without the flags that say how to go about it. */
export const commandOf = ({ request }: Pick<Run, 'request'>): string => typedCommand(request);

/**
 * Until an unfinished run is finished or undone, nothing else is changed.
 * @throws DmctlError DM054
 */
export function mustBeFinished(run: Run | null): void {
  if (run === null) return;
  throw new DmctlError({
    code: 'DM054',
    exitCode: EXIT.refused,
    message: `run ${run.runId} is unfinished: ${commandOf(run)}`,
    why: `it was begun by ${run.user} at ${run.openedAt} and cut off; its half state is not for others to judge`,
    fix: [
      `dmctl resume    goes on with it, as does the same command with the same flags`,
      `dmctl rollback  undoes what it did`,
    ],
    state: 'this command changed nothing',
  });
}

/** A signal came before the first step. */
export function stoppedBefore(signal: 'SIGINT' | 'SIGTERM'): DmctlError {
  return new DmctlError({
    code: 'DM051',
    exitCode: exitOn(signal),
    message: `stopped by ${signal} before the first step`,
    why: 'a signal asked for it',
    fix: ['run the command again when it suits'],
    state: 'nothing was changed',
  });
}
