import { knownMessage as row, type KnownMessage } from '../known-message.ts';

/**
 * Messages of dockerd about the pool (moby, daemon/graphdriver/devmapper/deviceset.go,
 * daemon/graphdriver/driver.go, pkg/devicemapper/devmapper.go). Checked against the strings of
 * dockerd 20.10.5 and 20.10.24. The first row that matches counts.
 */
export const DOCKER_MESSAGES: readonly KnownMessage[] = [
  row(
    /Thin Pool has \d+ free data blocks which is less than minimum required/,
    'Docker creates no layers while so little is free (dm.min_free_space)',
    'DM122',
  ),
  row(
    /Thin Pool has \d+ free metadata blocks which is less than minimum required/,
    'Docker creates no layers while so little metadata is free (dm.min_free_space)',
    'DM122',
  ),
  row(
    /Base Device UUID and Filesystem verification failed|does not match with stored UUID/,
    'the data root belongs to a different pool; remove neither before it is clear which',
    'DM240',
  ),
  row(
    /Unable to take ownership of thin-pool/,
    'the pool was used before by a different data root',
    'DM240',
  ),
  row(/Non existing device/, 'the pool does not exist, or is not active', 'DM111'),
  row(/is not a thin pool/, 'the configured device is not a thin pool', 'DM112'),
  row(
    /[Uu]sage of loopback devices is strongly discouraged/,
    'the pool lies on loop files, which is for testing',
    'DM102',
  ),
  row(
    /[Uu]dev sync is not supported/,
    'this dockerd does not wait for udev, and can lose layers: install the packaged one',
  ),
  row(/udev cookie/, 'udev did not answer in time'),
  row(
    /marked for (?:deferred )?deletion/,
    'the layer is deleted once it is no longer in use',
    'DM153',
  ),
  row(
    /[Dd]eferred (?:removal|deletion) (?:can|is) not/,
    'a layer in use cannot be removed later, so removing it fails',
    'DM153',
  ),
  row(
    /[Dd]evice is [Bb]usy|[Dd]evice or resource busy/,
    'something still uses the device of the layer',
    'DM153',
  ),
  row(
    /requires %+ suffix|devmapper: (?:Unknown option|Invalid value)/,
    'dockerd does not start with this option',
    'DM048',
  ),
  row(
    /unknown option dm\./i,
    'dm.* options are left in the configuration of another driver',
    'DM101',
  ),
  row(
    /devicemapper.*(?:deprecated and removed|has been removed)/,
    'this version of Docker no longer has the driver',
    'DM040',
  ),
  row(
    /devicemapper.*deprecated/,
    'Docker 24 is the last with this driver; nothing has to be done now',
  ),
  row(
    /changing direct-lvm config is not supported/,
    'the options differ from those the pool was created with',
    'DM031',
  ),
  row(/no space left on device|ENOSPC/, 'the pool, or a file system in it, is full', 'DM120'),
  row(
    /unmountAndDeactivate: open \S+: no such file/,
    'Docker stopped before anything was mounted; nothing is wrong',
  ),
  row(
    /prior storage driver .* failed|error initializing graphdriver/,
    'Docker does not start; the rest of the message says why',
    'DM100',
  ),
];
