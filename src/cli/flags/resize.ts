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
    'nothing to resize: give --size, --metadata-size or --add',
    [
      'dmctl resize --size 200G         grows the data to 200 GiB, +50G by 50 GiB',
      'dmctl resize --metadata-size 4G  grows the metadata to 4 GiB',
      'dmctl resize --add DEVICE        adds a disk to the volume group (direct-lvm)',
    ],
    'no flag says what to grow',
  );

/**
 * Builds the request of a resize from the parsed flags.
 * @throws DmctlError DM002 (2) if no size and no disk is given
 */
export function resizeRequest(flags: FlagsOf<typeof RESIZE_FLAGS>): ResizeRequest {
  if (!flags.size && !flags['metadata-size'] && !flags.add) throw nothingAsked();
  return {
    engine: flags.engine ?? null,
    size: flags.size ?? null,
    metadataSize: flags['metadata-size'] ?? null,
    add: flags.add ?? [],
    keepStep: flags['keep-step'],
    allowOvercommit: flags['allow-overcommit'],
    wipeSignatures: flags['wipe-signatures'],
    confirmed: flags.confirm ?? [],
  };
}
