import { Flags } from '@oclif/core';
import type { ResizeRequest } from '../../plan/resize/request.ts';
import { CHANGING_FLAGS, type FlagsOf } from './common.ts';
import { CONSENT_GROUP, wipeFlags } from './shared.ts';
import { usageError } from '../../run/failure.ts';
import { asDevice, sizeChangeFlag } from './values.ts';

/** Flags of `dmctl resize`. */
export const RESIZE_FLAGS = {
  size: sizeChangeFlag({ summary: 'Grow the data to this size; with + by so much.' }),
  'metadata-size': sizeChangeFlag({ summary: 'The same for the metadata.' }),
  add: Flags.string({
    parse: asDevice,
    summary:
      'Disks that join the volume group; the data gets all its room, or --size (direct-lvm).',
    multiple: true,
    helpValue: 'DEVICE',
  }),
  'keep-step': Flags.boolean({
    summary: 'Leave room for one whole auto-extension step (direct-lvm).',
  }),
  'allow-overcommit': Flags.boolean({
    summary: 'Let the loop file promise more than its file system has.',
    helpGroup: CONSENT_GROUP,
  }),
  ...wipeFlags({ dependsOn: ['add'] }),
  ...CHANGING_FLAGS,
};

const nothingAsked = () =>
  usageError(
    'resize needs to be told what is to grow',
    [
      'dmctl resize --size 200G           the data, to that size; +50G: by so much',
      'dmctl resize --metadata-size 4G    the metadata',
      'dmctl resize --add DEVICE          a disk joins the volume group (direct-lvm)',
    ],
    'neither --size, --metadata-size nor --add is given',
  );

/**
 * The request the flags make.
 * @throws DmctlError DM002 (2) when they ask for nothing
 */
export function resizeRequest(flags: FlagsOf<typeof RESIZE_FLAGS>): ResizeRequest {
  if (!flags.size && !flags['metadata-size'] && !flags.add) throw nothingAsked();
  return {
    size: flags.size ?? null,
    metadataSize: flags['metadata-size'] ?? null,
    add: flags.add ?? [],
    keepStep: flags['keep-step'],
    allowOvercommit: flags['allow-overcommit'],
    wipeSignatures: flags['wipe-signatures'],
    confirmed: flags.confirm ?? [],
  };
}
