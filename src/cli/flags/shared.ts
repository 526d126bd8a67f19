import { Flags } from '@oclif/core';
import { CONSENT_GROUP, POOL_GROUP, under } from './common.ts';
import { asStorageOption, percentFlag } from './values.ts';

/** LVM raises a threshold below 50 to 50; 100 turns auto-extension off (lvm.conf(5)). */
export const threshold = percentFlag({ min: 50, max: 100, whole: true });
/** The share of its size that a pool is extended by at a time. */
export const growth = percentFlag({ min: 1, max: 100, whole: true });
/** dockerd accepts 0% to 99%. */
const freeSpace = percentFlag({ min: 0, max: 99, whole: true });

/** Flags of both setup commands. */
export const SHARED_SETUP_FLAGS = {
  ...under(POOL_GROUP, {
    'storage-opt': Flags.string({
      parse: asStorageOption,
      helpValue: 'dm.KEY=VALUE',
      summary: 'Storage option of the devicemapper driver, for daemon.json; repeatable.',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'min-free-space': freeSpace({
      summary:
        'Free space of the pool below which Docker creates no new layers, in percent (0 to 99).',
    }),
  }),
  ...under(CONSENT_GROUP, {
    'move-data-root': Flags.boolean({
      summary:
        'Proceed although Docker has images, containers or volumes; they are kept, but Docker no longer sees them.',
    }),
  }),
};

/**
 * The two flags that allow a device which is not blank to be wiped.
 * @param more `dependsOn`: flags without which these two mean nothing
 */
export const wipeFlags = (more: { dependsOn?: string[] } = {}) =>
  under(CONSENT_GROUP, {
    'wipe-signatures': Flags.boolean({
      summary: 'Wipe the signatures on the devices named with --confirm.',
      ...more,
    }),
    confirm: Flags.string({
      summary: 'Device that may be wiped, exactly as it was given; once for each.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'DEVICE',
      ...more,
    }),
  });
