import { Flags } from '@oclif/core';
import type { ResizeRequest, SizeChange } from '../../plan/resize/request.ts';
import { CHANGING_FLAGS } from './common.ts';
import { usageError } from '../../run/usage.ts';
import { asDevice, sizeChangeFlag } from './values.ts';

const CONSENT = 'CONSENT';

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
    helpGroup: CONSENT,
  }),
  'wipe-signatures': Flags.boolean({
    summary: 'Wipe what is on the devices named with --confirm.',
    dependsOn: ['add'],
    helpGroup: CONSENT,
  }),
  confirm: Flags.string({
    summary: 'A device that may be wiped, exactly as it was given; once for each.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'DEVICE',
    dependsOn: ['add'],
    helpGroup: CONSENT,
  }),
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

/** What oclif makes of them. */
interface ResizeFlags {
  readonly size?: SizeChange | undefined;
  readonly 'metadata-size'?: SizeChange | undefined;
  readonly add?: readonly string[] | undefined;
  readonly 'keep-step': boolean;
  readonly 'allow-overcommit': boolean;
  readonly 'wipe-signatures': boolean;
  readonly confirm?: readonly string[] | undefined;
}

/**
 * The request the flags make.
 * @throws DmctlError DM002 (2) when they ask for nothing
 */
export function resizeRequest(flags: ResizeFlags): ResizeRequest {
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
