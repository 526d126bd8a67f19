import { dmName } from '../../model/names.ts';
import { managedOptions } from '../../docker/managed.ts';
import { managedConfig } from '../setup/managed/request.ts';
import type { SetupDirectLvmRequest } from '../setup/request.ts';

/** The tag of every volume group and logical volume that dmctl creates: the proof that it is dmctl's. */
export const TAG = 'dmctl';

/** As in the documentation: `docker-thinpool` for volume group docker, pool thinpool. */
export const profileName = ({ vg, pool }: Pick<SetupDirectLvmRequest, 'vg' | 'pool'>): string =>
  `${vg}-${pool}`;

/**
 * dockerd's storage options: dmctl's own in the documented order, then those of the request, without
 * repetitions.
 */
export function storageOptions(request: SetupDirectLvmRequest): readonly string[] {
  const percent = request.minFreeSpacePercent;
  const all = [
    ...(request.managed
      ? managedOptions(managedConfig(request))
      : [`dm.thinpooldev=/dev/mapper/${dmName(request.vg, request.pool)}`]),
    'dm.use_deferred_removal=true',
    'dm.use_deferred_deletion=true',
    ...(percent === null ? [] : [`dm.min_free_space=${String(percent)}%`]),
    ...request.storageOptions,
  ];
  return [...new Set(all)];
}
