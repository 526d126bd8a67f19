import { Flags } from '@oclif/core';
import type { ResizeRequest } from '../../plan/resize/request.ts';
import { CHANGING_FLAGS, CONSENT_GROUP, ENGINE_FLAG, type FlagsOf } from './common.ts';
import { wipeFlags } from './shared.ts';
import { usageError } from '../../run/failure.ts';
import { asDevice, sizeChangeFlag } from './values.ts';

/** The flags of `dmctl resize`. */
export const RESIZE_FLAGS = {
  size: sizeChangeFlag({ summary: 'Grow the data volume to this size, or with a + by this much.' }),
  'metadata-size': sizeChangeFlag({
    summary: 'Grow the metadata volume to this size, or with a + by this much.',
  }),
  add: Flags.string({
    parse: asDevice,
    summary:
      'Disks to add to the volume group; without --size, the data volume gets all of their space (direct-lvm).',
    multiple: true,
    helpValue: 'DEVICE',
  }),
  pvresize: Flags.boolean({
    summary:
      'Use the space of disks or partitions that were enlarged; without --size, the data volume gets all of it (direct-lvm).',
  }),
  'keep-step': Flags.boolean({
    summary: 'Keep enough free space for one automatic extension (direct-lvm).',
  }),
  'allow-overcommit': Flags.boolean({
    summary: 'Allow a loop file larger than its file system has room for (loop-lvm).',
    helpGroup: CONSENT_GROUP,
  }),
  ...wipeFlags({ dependsOn: ['add'] }),
  ...ENGINE_FLAG,
  ...CHANGING_FLAGS,
};

const nothingAsked = () =>
  usageError(
    'nothing to resize: give --size, --metadata-size, --add or --pvresize',
    [
      'dmctl resize --size 200G         grows the data to 200 GiB, +50G by 50 GiB',
      'dmctl resize --metadata-size 4G  grows the metadata to 4 GiB',
      'dmctl resize --add DEVICE        adds a disk to the volume group (direct-lvm)',
      'dmctl resize --pvresize          uses the space of a disk that was enlarged (direct-lvm)',
    ],
    'no flag says what to grow',
  );

/**
 * Builds the request of a resize from the parsed flags.
 * @throws DmctlError DM002 (2) if nothing is to grow
 */
export function resizeRequest(flags: FlagsOf<typeof RESIZE_FLAGS>): ResizeRequest {
  const { size, add, pvresize } = flags;
  if (!size && !flags['metadata-size'] && !add && !pvresize) throw nothingAsked();
  return {
    engine: flags.engine ?? null,
    size: size ?? null,
    metadataSize: flags['metadata-size'] ?? null,
    add: add ?? [],
    pvresize,
    keepStep: flags['keep-step'],
    allowOvercommit: flags['allow-overcommit'],
    wipeSignatures: flags['wipe-signatures'],
    confirmed: flags.confirm ?? [],
  };
}
