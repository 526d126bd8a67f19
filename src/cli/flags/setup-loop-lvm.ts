import { splitStorageOption } from '../../docker/storage-options.ts';
import type { SetupLoopLvmRequest } from '../../plan/setup/loop-lvm/request.ts';
import { CHANGING_FLAGS, POOL_GROUP, under, type FlagsOf } from './common.ts';
import { SHARED_SETUP_FLAGS } from './shared.ts';
import { usageError } from '../../run/failure.ts';
import { newSizeFlag } from './values.ts';

/** The flags of `dmctl setup loop-lvm`. */
export const SETUP_LOOP_LVM_FLAGS = {
  ...under(POOL_GROUP, {
    'data-size': newSizeFlag({ summary: "Size of the sparse data file (Docker's default: 100G)." }),
    'metadata-size': newSizeFlag({
      summary: "Size of the sparse metadata file (Docker's default: 2G).",
    }),
  }),
  ...SHARED_SETUP_FLAGS,
  ...CHANGING_FLAGS,
};

/** Storage options that have a flag of their own here. */
const OWN_FLAG: Readonly<Record<string, string>> = {
  'dm.loopdatasize': '--data-size',
  'dm.loopmetadatasize': '--metadata-size',
};

/**
 * Builds the request of a setup from the parsed flags.
 * @throws DmctlError DM002 (2) for a size given as a storage option
 */
export function setupLoopLvmRequest(
  flags: FlagsOf<typeof SETUP_LOOP_LVM_FLAGS>,
): SetupLoopLvmRequest {
  const storageOptions = flags['storage-opt'] ?? [];
  for (const option of storageOptions) {
    const split = splitStorageOption(option);
    const flag = split.ok ? OWN_FLAG[split.value.key] : undefined;
    if (!split.ok || flag === undefined) continue;
    const fix = [`${flag} ${split.value.value}`];
    throw usageError(`--storage-opt ${option}: use ${flag}`, fix, 'this size has its own flag');
  }
  return {
    dataSize: flags['data-size'] ?? null,
    metadataSize: flags['metadata-size'] ?? null,
    storageOptions,
    minFreeSpacePercent: flags['min-free-space'] ?? null,
    moveDataRoot: flags['move-data-root'],
  };
}
