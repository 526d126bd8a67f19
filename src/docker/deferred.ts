import { compareVersions } from '../model/version.ts';

/** Enabled by default where the kernel can, since 17.07 (moby 0dc1a80565). */
const BY_DEFAULT_SINCE = '17.07';

export const DEFERRED_REMOVAL = 'dm.use_deferred_removal';
export const DEFERRED_DELETION = 'dm.use_deferred_deletion';

/** dockerd's options by which a busy device is removed and deleted later. */
export const DEFERRED_OPTIONS: readonly string[] = [
  `${DEFERRED_REMOVAL}=true`,
  `${DEFERRED_DELETION}=true`,
];

/** Does a dockerd of this version defer both unless it is told otherwise? @param version `17.06.2-ce` */
export const isDeferredByDefault = (version: string): boolean =>
  compareVersions(version, BY_DEFAULT_SINCE) >= 0;
