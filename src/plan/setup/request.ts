import {
  isRepeatable,
  splitStorageOption,
  validateStorageOptions,
} from '../../docker/storage-options.ts';
import type { Request } from '../../model/plan/journal.ts';
import { pairFault } from '../../model/names.ts';
import { managedFault } from './managed/request.ts';
import { storageOptions } from '../steps/names.ts';
import type { Bytes } from '../../model/units.ts';

/** The request of `dmctl setup direct-lvm`; every value is valid by itself. */
export interface SetupDirectLvmRequest {
  readonly devices: readonly string[];
  readonly vg: string;
  readonly pool: string;
  readonly dataPercent: number;
  readonly metadataPercent: number;
  readonly chunkSize: Bytes;
  readonly autoextendThreshold: number;
  readonly autoextendPercent: number;
  readonly reserveStep: boolean;
  /** True if Docker sets up the device itself. */
  readonly managed: boolean;
  /** `dm.key=value`, validated. */
  readonly storageOptions: readonly string[];
  readonly minFreeSpacePercent: number | null;
  readonly moveDataRoot: boolean;
  readonly wipeSignatures: boolean;
  /** Devices named with --confirm. */
  readonly confirmed: readonly string[];
}

/** Says why these values conflict; null if they do not. */
export function requestFault(request: SetupDirectLvmRequest): string | null {
  return (
    pairFault(request.vg, request.pool) ??
    managedFault(request) ??
    optionsFault(storageOptions(request))
  );
}

function optionsFault(options: readonly string[]): string | null {
  const all = validateStorageOptions(options);
  if (!all.ok) return `--storage-opt: ${all.why}`;
  const keys = all.value.map(({ key }) => key).filter((key) => !isRepeatable(key));
  const twice = keys.find((key, index) => keys.indexOf(key) < index);
  if (twice === undefined) return null;
  const values = options.filter((option) => keyOf(option) === twice).join(', ');
  return `${twice} is set twice: ${values}`;
}

function keyOf(option: string): string | null {
  const split = splitStorageOption(option);
  return split.ok ? split.value.key : null;
}

/** The request as the journal keeps it, with the confirmations that were given. */
export function journaledRequest(request: SetupDirectLvmRequest): Request {
  const { devices, ...options } = request;
  return {
    command: 'setup direct-lvm',
    devices,
    options: { ...options, minFreeSpacePercent: request.minFreeSpacePercent ?? '' },
  };
}
