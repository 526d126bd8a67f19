import { DmctlError } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Host } from '../model/host.ts';

/**
 * Asked before anything else, so that nobody reads half an answer.
 * @throws DmctlError DM003
 */
export function mustBeRoot(host: Pick<Host, 'euid'>, command: string): void {
  if (host.euid === 0) return;
  throw new DmctlError({
    code: 'DM003',
    exitCode: EXIT.needsRoot,
    message: `dmctl ${command} needs root`,
    why: 'devices, LVM, the Docker daemon and the records of earlier runs are for root alone',
    fix: [`sudo dmctl ${command}`],
    state: 'nothing was changed',
  });
}
