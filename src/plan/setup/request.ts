import { pairFault } from '../../model/names.ts';
import type { Request, SetupDirectLvmRequest } from '../../model/plan/journal.ts';
import { poolSizeWords } from '../../model/plan/pool-size.ts';
import { ENGINE_PLANS } from '../engines.ts';

/** Says why these values conflict; null if they do not. */
export const requestFault = (request: SetupDirectLvmRequest): string | null =>
  pairFault(request.vg, request.pool) ?? ENGINE_PLANS[request.engine].requestFault(request);

/**
 * The request as the journal keeps it, with the confirmations that were given. One without an engine is for
 * Docker.
 */
export function journaledRequest(request: SetupDirectLvmRequest): Request {
  const { devices, engine, snapshotter, size, ...options } = request;
  const own = snapshotter === null ? {} : { engine, ...snapshotter };
  return {
    command: 'setup direct-lvm',
    devices,
    options: {
      ...options,
      minFreeSpacePercent: request.minFreeSpacePercent ?? '',
      ...(size !== null && { size: poolSizeWords(size) }),
      ...own,
    },
  };
}
