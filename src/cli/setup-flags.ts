import { Flags } from '@oclif/core';
import { bytes, KIB } from '../model/units.ts';
import { requestFault, type SetupDirectLvmRequest } from '../plan/request.ts';
import { CHANGING_FLAGS } from './common-flags.ts';
import { usageError } from './usage.ts';
import {
  asPoolName,
  asStorageOption,
  asVgName,
  chunkSizeFlag,
  percentFlag,
} from './value-flags.ts';

const POOL = 'POOL';
const CONSENT = 'CONSENT';

const share = percentFlag({ min: 0.001, max: 100, whole: false });
/** LVM takes a threshold below 50 as 50; 100 turns auto-extension off (lvm.conf(5)). */
const threshold = percentFlag({ min: 50, max: 100, whole: true });
const growth = percentFlag({ min: 1, max: 100, whole: true });
const freeSpace = percentFlag({ min: 0, max: 100, whole: true });

/** Flags of `dmctl setup direct-lvm`. The defaults are the documented procedure's. */
export const SETUP_DIRECT_LVM_FLAGS = {
  vg: Flags.string({
    parse: asVgName,
    helpValue: 'VG',
    summary: 'Name of the volume group.',
    default: 'docker',
    helpGroup: POOL,
  }),
  pool: Flags.string({
    parse: asPoolName,
    helpValue: 'LV',
    summary: 'Name of the thin pool.',
    default: 'thinpool',
    helpGroup: POOL,
  }),
  'data-percent': share({
    summary: 'Share of the volume group for data.',
    default: 95,
    helpGroup: POOL,
  }),
  'metadata-percent': share({
    summary: 'Share of it for metadata; LVM adds a spare of the same size.',
    default: 1,
    helpGroup: POOL,
  }),
  'chunk-size': chunkSizeFlag({
    summary: 'What the pool hands out at a time.',
    default: bytes(512 * KIB),
    defaultHelp: () => Promise.resolve('512K'),
    helpGroup: POOL,
  }),
  'autoextend-threshold': threshold({
    summary: 'Use from which the pool is to grow by itself; 100: never.',
    default: 80,
    helpGroup: POOL,
  }),
  'autoextend-percent': growth({
    summary: 'By how much of its size it grows at a time.',
    default: 20,
    helpGroup: POOL,
  }),
  'reserve-step': Flags.boolean({
    summary: 'Leave room for one whole step, so that it can grow by itself.',
    helpGroup: POOL,
  }),
  'storage-opt': Flags.string({
    parse: asStorageOption,
    helpValue: 'dm.KEY=VALUE',
    summary: 'An option for daemon.json; may be given more than once.',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: POOL,
  }),
  'min-free-space': freeSpace({
    summary: 'Docker makes no new layers when less than this is free.',
    helpGroup: POOL,
  }),
  'move-data-root': Flags.boolean({
    summary: 'Go on although Docker has images, containers or volumes: it will not see them.',
    helpGroup: CONSENT,
  }),
  'wipe-signatures': Flags.boolean({
    summary: 'Wipe what is on the devices named with --confirm.',
    helpGroup: CONSENT,
  }),
  confirm: Flags.string({
    summary: 'A device that may be wiped, exactly as it was given; once for each.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'DEVICE',
    helpGroup: CONSENT,
  }),
  ...CHANGING_FLAGS,
};

/** What oclif makes of them. */
export interface SetupDirectLvmFlags {
  readonly vg: string;
  readonly pool: string;
  readonly 'data-percent': number;
  readonly 'metadata-percent': number;
  readonly 'chunk-size': SetupDirectLvmRequest['chunkSize'];
  readonly 'autoextend-threshold': number;
  readonly 'autoextend-percent': number;
  readonly 'reserve-step': boolean;
  readonly 'storage-opt'?: readonly string[] | undefined;
  readonly 'min-free-space'?: number | undefined;
  readonly 'move-data-root': boolean;
  readonly 'wipe-signatures': boolean;
  readonly confirm?: readonly string[] | undefined;
}

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
    storageOptions: flags['storage-opt'] ?? [],
    minFreeSpacePercent: flags['min-free-space'] ?? null,
    moveDataRoot: flags['move-data-root'],
    wipeSignatures: flags['wipe-signatures'],
    confirmed: flags.confirm ?? [],
  };
}
