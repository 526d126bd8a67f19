import { Flags } from '@oclif/core';
import { bytes, KIB } from '../../model/units.ts';
import { requestFault } from '../../plan/setup/request.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/requests.ts';
import { CHANGING_FLAGS, type FlagsOf } from './common.ts';
import { growth, POOL_GROUP, SHARED_SETUP_FLAGS, threshold, wipeFlags } from './shared.ts';
import { usageError } from '../../run/usage.ts';
import { asPoolName, asVgName, chunkSizeFlag, percentFlag } from './values.ts';

const share = percentFlag({ min: 0.001, max: 100, whole: false });

/** Flags of `dmctl setup direct-lvm`. The defaults are the documented procedure's. */
export const SETUP_DIRECT_LVM_FLAGS = {
  vg: Flags.string({
    parse: asVgName,
    helpValue: 'VG',
    summary: 'Name of the volume group.',
    default: 'docker',
    helpGroup: POOL_GROUP,
  }),
  pool: Flags.string({
    parse: asPoolName,
    helpValue: 'LV',
    summary: 'Name of the thin pool.',
    default: 'thinpool',
    helpGroup: POOL_GROUP,
  }),
  'data-percent': share({
    summary: 'Share of the volume group for data.',
    default: 95,
    helpGroup: POOL_GROUP,
  }),
  'metadata-percent': share({
    summary: 'Share of it for metadata; LVM adds a spare of the same size.',
    default: 1,
    helpGroup: POOL_GROUP,
  }),
  'chunk-size': chunkSizeFlag({
    summary: 'What the pool hands out at a time.',
    default: bytes(512 * KIB),
    defaultHelp: () => Promise.resolve('512K'),
    helpGroup: POOL_GROUP,
  }),
  'autoextend-threshold': threshold({
    summary: 'Use from which the pool is to grow by itself; 100: never.',
    default: 80,
    helpGroup: POOL_GROUP,
  }),
  'autoextend-percent': growth({
    summary: 'By how much of its size it grows at a time.',
    default: 20,
    helpGroup: POOL_GROUP,
  }),
  'reserve-step': Flags.boolean({
    summary: 'Leave room for one whole step, so that it can grow by itself.',
    helpGroup: POOL_GROUP,
  }),
  managed: Flags.boolean({
    summary: 'Docker makes the pool itself, on one device; dmctl looks, tells it, and looks again.',
    helpGroup: POOL_GROUP,
  }),
  ...SHARED_SETUP_FLAGS,
  ...wipeFlags(),
  ...CHANGING_FLAGS,
};

type SetupDirectLvmFlags = FlagsOf<typeof SETUP_DIRECT_LVM_FLAGS>;

/**
 * The request the flags make.
 * @throws DmctlError DM002 (2) for values that cannot stand together
 */
export function setupRequest(
  devices: readonly string[],
  flags: SetupDirectLvmFlags,
): SetupDirectLvmRequest {
  const request = requestOf(devices, flags);
  const fault = requestFault(request);
  if (fault === null) return request;
  const fix = ['dmctl setup direct-lvm --help lists the flags'];
  throw usageError(fault, fix, 'the values do not go together');
}

function requestOf(devices: readonly string[], flags: SetupDirectLvmFlags): SetupDirectLvmRequest {
  return {
    devices,
    vg: flags.vg,
    pool: flags.pool,
    dataPercent: flags['data-percent'],
    metadataPercent: flags['metadata-percent'],
    chunkSize: flags['chunk-size'],
    autoextendThreshold: flags['autoextend-threshold'],
    autoextendPercent: flags['autoextend-percent'],
    reserveStep: flags['reserve-step'],
    managed: flags.managed,
    storageOptions: flags['storage-opt'] ?? [],
    minFreeSpacePercent: flags['min-free-space'] ?? null,
    moveDataRoot: flags['move-data-root'],
    wipeSignatures: flags['wipe-signatures'],
    confirmed: flags.confirm ?? [],
  };
}
