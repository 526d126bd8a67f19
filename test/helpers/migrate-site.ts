import { migrationPaths } from '../../src/docker/migration-paths.ts';
import type { MigrationGround } from '../../src/model/facts/migration.ts';
import { known } from '../../src/model/known.ts';
import { bytes, GIB } from '../../src/model/units.ts';
import type { MigrateSite } from '../../src/plan/migrate/site.ts';
import { driverRecord } from './driver-record.ts';
import { healthy } from './facts.ts';

const NOTHING = { exists: false, held: 0 };

/** A data root on ext4 with room, two image layers and a container on the documented pool. */
export const migrationGround: MigrationGround = {
  paths: migrationPaths('/var/lib/docker'),
  record: known(driverRecord),
  layers: known(NOTHING),
  newRecords: known(NOTHING),
  building: known(false),
  buildkit: known(true),
  buildkitAside: known(false),
  room: known({
    mountPoint: '/',
    type: 'ext4',
    free: bytes(50 * GIB),
    inodes: 1_000_000,
    namesTypes: known(true),
  }),
  tarLacks: known([]),
  optionFiles: known([]),
  missing: [],
  overlayfs: known(true),
  loopPoolName: known(null),
  hasLoopFiles: known(false),
  networks: known([]),
  makes: 'xfs',
  mountUnit: known(null),
  requires: known(null),
};

/** The input of `dmctl migrate overlay2` on such a host. */
export const migrateSite = (
  ground: Partial<MigrationGround> = {},
  different: Partial<MigrateSite> = {},
): MigrateSite => ({
  facts: healthy,
  request: { offline: false, on: null },
  nonce: '0123456789abcdef0123456789abcdef',
  ...different,
  ground: { ...migrationGround, ...ground },
});
