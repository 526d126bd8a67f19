import { pairFault } from '../../model/names.ts';
import type { Request, SetupDirectLvmRequest } from '../../model/plan/journal.ts';
import { ENGINE_PLANS } from '../engines.ts';

/** Says why these values conflict; null if they do not. */
export const requestFault = (request: SetupDirectLvmRequest): string | null =>
  pairFault(request.vg, request.pool) ?? ENGINE_PLANS.docker.requestFault(request);

/** The request as the journal keeps it, with the confirmations that were given. */
export function journaledRequest(request: SetupDirectLvmRequest): Request {
  const { devices, ...options } = request;
  return {
    command: 'setup direct-lvm',
    devices,
    options: { ...options, minFreeSpacePercent: request.minFreeSpacePercent ?? '' },
  };
}
