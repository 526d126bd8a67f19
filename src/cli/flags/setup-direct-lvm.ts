import { Flags } from '@oclif/core';
import { bytes, KIB } from '../../model/units.ts';
import { requestFault } from '../../plan/setup/request.ts';
import { SETUP_DEFAULTS, type SetupDirectLvmRequest } from '../../model/plan/journal.ts';
import { CHANGING_FLAGS, POOL_GROUP, under, type FlagsOf } from './common.ts';
import { growth, SHARED_SETUP_FLAGS, threshold, wipeFlags } from './shared.ts';
import { usageError } from '../../run/failure.ts';
import { asPoolName, asVgName, chunkSizeFlag, percentFlag } from './values.ts';

const share = percentFlag({ min: 0.001, max: 100, whole: false });

/** The flags of `dmctl setup direct-lvm`. The defaults are those of Docker's documentation. */
export const SETUP_DIRECT_LVM_FLAGS = {
  ...under(POOL_GROUP, {
    vg: Flags.string({
      parse: asVgName,
      helpValue: 'VG',
      summary: 'Volume group name.',
      default: 'docker',
    }),
    pool: Flags.string({
      parse: asPoolName,
      helpValue: 'LV',
      summary: 'Thin pool name.',
      default: 'thinpool',
    }),
    'data-percent': share({
      summary: 'Size of the data volume, in percent of the volume group.',
      default: SETUP_DEFAULTS.dataPercent,
    }),
    'metadata-percent': share({
      summary:
        'Size of the metadata volume, in percent of the volume group; LVM adds a spare of the same size.',
      default: SETUP_DEFAULTS.metadataPercent,
    }),
    'chunk-size': chunkSizeFlag({
      summary: 'Thin pool chunk size (64K to 1G, a multiple of 64K).',
      default: bytes(512 * KIB),
      defaultHelp: () => Promise.resolve('512K'),
    }),
    'autoextend-threshold': threshold({
      summary:
        'Extend the pool automatically above this usage, in percent (50 to 100; 100 = never).',
      default: 80,
    }),
    'autoextend-percent': growth({
      summary: 'Extend the pool by this share of its size each time, in percent (1 to 100).',
      default: 20,
    }),
    'reserve-step': Flags.boolean({
      default: SETUP_DEFAULTS.reserveStep,
      summary: 'Leave enough free space in the volume group for one automatic extension.',
    }),
    managed: Flags.boolean({
      summary:
        "Let Docker create the pool itself (dm.directlvm_device), with dmctl's checks before and after.",
    }),
  }),
  ...SHARED_SETUP_FLAGS,
  ...wipeFlags(),
  ...CHANGING_FLAGS,
};

type SetupDirectLvmFlags = FlagsOf<typeof SETUP_DIRECT_LVM_FLAGS>;

/**
 * Builds the request of a setup from the parsed flags.
 * @throws DmctlError DM002 (2) for values that conflict
 */
export function setupRequest(
  devices: readonly string[],
  flags: SetupDirectLvmFlags,
): SetupDirectLvmRequest {
  const request = requestOf(devices, flags);
  const fault = requestFault(request);
  if (fault === null) return request;
  const fix = ['dmctl setup direct-lvm --help  describes the flags'];
  throw usageError(fault, fix, 'these options conflict');
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
