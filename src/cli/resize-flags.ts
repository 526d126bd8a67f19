import { Flags } from '@oclif/core';
import type { ResizeRequest, SizeChange } from '../plan/resize-request.ts';
import { CHANGING_FLAGS } from './common-flags.ts';
import { asDevice, sizeChangeFlag } from './value-flags.ts';

const CONSENT = 'CONSENT';

/** Flags of `dmctl resize`. */
export const RESIZE_FLAGS = {
  size: sizeChangeFlag({ summary: 'Grow the data to this size, or with + by this much.' }),
  'metadata-size': sizeChangeFlag({ summary: 'The same for the metadata.' }),
  add: Flags.string({
    parse: asDevice,
    summary: 'Disks that join the volume group (direct-lvm).',
    multiple: true,
    helpValue: 'DEVICE...',
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
interface ResizeFlags {
  readonly size?: SizeChange | undefined;
  readonly 'metadata-size'?: SizeChange | undefined;
  readonly add?: readonly string[] | undefined;
  readonly 'keep-step': boolean;
  readonly 'allow-overcommit': boolean;
  readonly 'wipe-signatures': boolean;
  readonly confirm?: readonly string[] | undefined;
}

/** The request the flags make. */
export function resizeRequest(flags: ResizeFlags): ResizeRequest {
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
