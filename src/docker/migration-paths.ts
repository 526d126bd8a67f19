import type { MigrationPaths } from '../model/facts/migration.ts';
import type { LayerPlaces } from '../model/plan/condition.ts';

/** Returns the directories of layers among these paths. */
export const placesIn = ({ building, layers }: MigrationPaths): LayerPlaces => ({
  building,
  final: layers,
});

/** Returns the paths in a data root that a migration uses. @param root with its links resolved */
export const migrationPaths = (root: string): MigrationPaths => ({
  root,
  layers: `${root}/overlay2`,
  building: `${root}/overlay2.dmctl`,
  oldRecords: `${root}/image/devicemapper`,
  newRecords: `${root}/image/overlay2`,
  buildkit: `${root}/buildkit`,
  buildkitAside: `${root}/buildkit.dmctl`,
  // moby, daemon/daemon.go, prepareTempDir: tmp is renamed and removed at every start.
  stopMark: `${root}/tmp/dmctl-stopped`,
});
