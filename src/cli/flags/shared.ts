import { Flags } from '@oclif/core';
import { asStorageOption, percentFlag } from './values.ts';

/** Headings in the help of commands that set up or change a pool. */
export const POOL_GROUP = 'POOL';
export const CONSENT_GROUP = 'CONSENT';

/** LVM raises a threshold below 50 to 50; 100 turns auto-extension off (lvm.conf(5)). */
export const threshold = percentFlag({ min: 50, max: 100, whole: true });
/** The share of its size that a pool is extended by at a time. */
export const growth = percentFlag({ min: 1, max: 100, whole: true });
/** dockerd accepts 0% to 99%. */
const freeSpace = percentFlag({ min: 0, max: 99, whole: true });

/** Flags of both setup commands. */
export const SHARED_SETUP_FLAGS = {
  'storage-opt': Flags.string({
    parse: asStorageOption,
    helpValue: 'dm.KEY=VALUE',
    summary: 'An option for daemon.json; may be given more than once.',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: POOL_GROUP,
  }),
  'min-free-space': freeSpace({
    summary: 'Docker makes no new layers when less than this is free.',
    helpGroup: POOL_GROUP,
  }),
  'move-data-root': Flags.boolean({
    summary: 'Go on although Docker has images, containers or volumes: it will not see them.',
    helpGroup: CONSENT_GROUP,
  }),
};

/**
 * The two flags that allow a device which is not blank to be wiped.
 * @param more `dependsOn`: flags without which these two mean nothing
 */
export const wipeFlags = (more: { dependsOn?: string[] } = {}) => ({
  'wipe-signatures': Flags.boolean({
    summary: 'Wipe what is on the devices named with --confirm.',
    helpGroup: CONSENT_GROUP,
    ...more,
  }),
  confirm: Flags.string({
    summary: 'A device that may be wiped, exactly as it was given; once for each.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'DEVICE',
    helpGroup: CONSENT_GROUP,
    ...more,
  }),
});
