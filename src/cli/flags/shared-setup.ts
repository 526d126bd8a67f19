import { Flags } from '@oclif/core';
import { asStorageOption, percentFlag } from './values.ts';

/** Headings in the help of a set-up. */
export const POOL_GROUP = 'POOL';
export const CONSENT_GROUP = 'CONSENT';

/** dockerd takes 0% to 99%. */
const freeSpace = percentFlag({ min: 0, max: 99, whole: true });

/** Flags of every set-up. */
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

/** What oclif makes of them. */
export interface SharedSetupFlags {
  readonly 'storage-opt'?: readonly string[] | undefined;
  readonly 'min-free-space'?: number | undefined;
  readonly 'move-data-root': boolean;
}
