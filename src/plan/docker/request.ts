import { DEFERRED_OPTIONS } from '../../docker/deferred.ts';
import { managedOptions } from '../../docker/managed.ts';
import {
  mayRepeat,
  splitStorageOption,
  validateStorageOptions,
} from '../../docker/storage-options.ts';
import { dmName } from '../../model/names.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/journal.ts';
import { managedConfig, managedFault } from './managed-request.ts';

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
    ...DEFERRED_OPTIONS,
    ...(percent === null ? [] : [`dm.min_free_space=${String(percent)}%`]),
    ...request.storageOptions,
  ];
  return [...new Set(all)];
}

/** Says why Docker could not take these values on any host; null if it can. */
export const dockerFault = (request: SetupDirectLvmRequest): string | null =>
  managedFault(request) ?? optionsFault(storageOptions(request));

function optionsFault(options: readonly string[]): string | null {
  const all = validateStorageOptions(options);
  if (!all.ok) return `--storage-opt: ${all.why}`;
  const keys = all.value.map(({ key }) => key).filter((key) => !mayRepeat(key));
  const twice = keys.find((key, index) => keys.indexOf(key) < index);
  if (twice === undefined) return null;
  const values = options.filter((option) => keyOf(option) === twice).join(', ');
  return `${twice} is set twice: ${values}`;
}

function keyOf(option: string): string | null {
  const split = splitStorageOption(option);
  return split.ok ? split.value.key : null;
}
