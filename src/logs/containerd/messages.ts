import { knownMessage as row, type KnownMessage } from '../known-message.ts';

export const CONTAINERD_UNITS: readonly string[] = ['containerd.service'];

export const CONTAINERD_PROGRAMS: readonly string[] = ['containerd'];

/** The messages of containerd about the pool, or its devmapper plugin. */
export const OF_CONTAINERDS_POOL =
  /devmapper|thin[- ]?pool|pool device|snapshotter not loaded|bad geometry/i;

/**
 * Messages of containerd about the pool (plugins/snapshots/devmapper; seen with 1.4 to 2.3). The first row
 * that matches counts.
 */
export const CONTAINERD_MESSAGES: readonly KnownMessage[] = [
  row(
    /failed to query pool .*: no such device/,
    'the pool was not active when containerd started; its plugin stays down until containerd is restarted',
    'DM290',
    'dmctl activate --engine containerd, then: systemctl restart containerd.service',
  ),
  row(
    /object already exists/,
    'a device of an interrupted pull is in the way of the next snapshot',
    'DM293',
  ),
  row(/no data available/, 'the databases of the snapshotter are of another pool', 'DM284'),
  row(
    /snapshotter not loaded: devmapper/,
    'the devmapper plugin is not up',
    'DM290',
    'ctr plugins ls -d id==devmapper  says why',
  ),
  row(/no unpack platforms defined/, 'unpack_config does not name this snapshotter', 'DM295'),
  row(/Filesystem must be larger than 300MB/, 'base_image_size is too small for xfs', 'DM291'),
  row(
    /executable file not found in \$PATH/,
    'a program is missing that the snapshotter starts',
    'DM292',
  ),
];
