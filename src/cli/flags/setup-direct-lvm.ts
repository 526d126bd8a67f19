import { Flags } from '@oclif/core';
import type { EngineName } from '../../model/engine.ts';
import { bytes, GIB, KIB, type Bytes } from '../../model/units.ts';
import { requestFault } from '../../plan/setup/request.ts';
import {
  SETUP_DEFAULTS,
  type SetupDirectLvmRequest,
  type SnapshotterRequest,
} from '../../model/plan/journal.ts';
import { CHANGING_FLAGS, POOL_GROUP, under, type FlagsOf } from './common.ts';
import { growth, SHARED_SETUP_FLAGS, threshold, wipeFlags } from './shared.ts';
import { usageError } from '../../run/failure.ts';
import {
  asPoolName,
  asVgName,
  chunkSizeFlag,
  newSizeFlag,
  percentFlag,
  poolSizeFlag,
} from './values.ts';

const share = percentFlag({ min: 0.001, max: 100, whole: false });

/** The flags of `dmctl setup direct-lvm`. The defaults are those of Docker's documentation. */
export const SETUP_DIRECT_LVM_FLAGS = {
  ...under(POOL_GROUP, {
    vg: Flags.string({
      parse: asVgName,
      helpValue: 'VG',
      summary:
        'Volume group name (containerd with --engine containerd); without DEVICE, the group that exists and whose free space the pool gets.',
      defaultHelp: () => Promise.resolve('docker'),
    }),
    size: poolSizeFlag({
      summary:
        'Size of the data volume in the free space of a group, or N%FREE: the share of it for the whole pool (without DEVICE; 100%FREE, less one automatic extension where others have volumes in the group).',
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
      summary: 'Thin pool chunk size (64K to 1G, a multiple of 64K; 64K with --engine containerd).',
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
    engine: Flags.option({ options: ['docker', 'containerd'] as const })({
      summary: 'Whose pool: of Docker, or of the devmapper snapshotter of containerd.',
      default: 'docker',
    }),
    'base-size': newSizeFlag({
      summary: 'Size of the file system that each image starts from (containerd).',
      defaultHelp: () => Promise.resolve('10G'),
    }),
    fs: Flags.option({ options: ['ext4', 'xfs', 'ext2'] as const })({
      summary: 'File system of new images (containerd).',
      defaultHelp: () => Promise.resolve('ext4'),
    }),
    cri: Flags.boolean({
      summary: 'Have Kubernetes use this snapshotter by default (containerd 2.0 and newer).',
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
  if (devices.length === 0 && flags.vg === undefined) throw noPlace();
  const request = requestOf(devices, flags);
  const fault = placeFault(devices, flags) ?? dockerHasNone(flags) ?? requestFault(request);
  if (fault === null) return request;
  const fix = ['dmctl setup direct-lvm --help  describes the flags'];
  throw usageError(fault, fix, 'these options conflict');
}

const noPlace = () =>
  usageError(
    'DEVICE is missing: name a blank disk, or with --vg a volume group that has free space',
    [
      'dmctl setup direct-lvm /dev/xvdf    on a disk or a partition; lsblk lists them',
      'dmctl setup direct-lvm --vg VG      in the free space of a volume group; vgs lists them',
    ],
    'nothing says where the pool is to be',
  );

/** Some flags are for disks, and one for free space. */
function placeFault(devices: readonly string[], flags: SetupDirectLvmFlags): string | null {
  if (devices.length > 0) {
    if (flags.size === undefined) return null;
    return '--size is for a pool in the free space of a volume group, without DEVICE; for disks there is --data-percent';
  }
  if (flags['wipe-signatures'] || (flags.confirm ?? []).length > 0)
    return '--wipe-signatures and --confirm are for disks; in free space nothing has to be wiped';
  if (flags['data-percent'] !== SETUP_DEFAULTS.dataPercent)
    return '--data-percent is for disks; in the free space of a group there is --size N%FREE';
  return null;
}

/** A new snapshot for each layer and container makes small chunks worth their metadata. */
const CHUNKS: Readonly<Record<EngineName, Bytes>> = {
  docker: bytes(512 * KIB),
  containerd: bytes(64 * KIB),
};

const snapshotterOf = (flags: SetupDirectLvmFlags): SnapshotterRequest | null =>
  flags.engine === 'docker'
    ? null
    : {
        baseSize: flags['base-size'] ?? bytes(10 * GIB),
        fs: flags.fs ?? 'ext4',
        cri: flags.cri,
      };

/** Flags for the snapshotter of containerd do not reach Docker. */
function dockerHasNone({ engine, ...flags }: SetupDirectLvmFlags): string | null {
  if (engine !== 'docker') return null;
  const given = [
    ...(flags['base-size'] === undefined ? [] : ['--base-size']),
    ...(flags.fs === undefined ? [] : ['--fs']),
    ...(flags.cri ? ['--cri'] : []),
  ];
  if (given.length === 0) return null;
  return `${given.join(' and ')} ${given.length === 1 ? 'is' : 'are'} for --engine containerd; for Docker there is --storage-opt dm.basesize=SIZE`;
}

function requestOf(devices: readonly string[], flags: SetupDirectLvmFlags): SetupDirectLvmRequest {
  return {
    devices,
    engine: flags.engine,
    snapshotter: snapshotterOf(flags),
    size: flags.size ?? null,
    vg: flags.vg ?? flags.engine,
    pool: flags.pool,
    dataPercent: flags['data-percent'],
    metadataPercent: flags['metadata-percent'],
    chunkSize: flags['chunk-size'] ?? CHUNKS[flags.engine],
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
