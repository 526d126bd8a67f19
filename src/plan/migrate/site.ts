import type { Facts } from '../../model/facts/facts.ts';
import type { DriverRecord, MigrationGround } from '../../model/facts/migration.ts';
import type { LogicalVolume } from '../../model/facts/lvm-state.ts';
import type { LayerHold, LayerPlaces } from '../../model/plan/condition.ts';
import type { LayerPool } from '../../model/plan/conversion.ts';
import type { Conversion } from '../../model/plan/plan.ts';
import type { DueLayer } from '../../docker/migration-layers.ts';
import type { NewFile } from '../steps/files.ts';

/** The request of `dmctl migrate overlay2`. */
export interface MigrateRequest {
  /** Convert image layers after Docker has stopped, too. */
  readonly offline: boolean;
}

/** The input of the plan. */
export interface MigrateSite {
  readonly facts: Facts;
  readonly ground: MigrationGround;
  readonly request: MigrateRequest;
}

/** The pool that the layers are in; its volume, where LVM has it. */
export interface SourcePool {
  readonly pool: LayerPool;
  readonly volume: LogicalVolume | null;
}

/** All that the steps need, once nothing refuses the migration. */
export interface Migration extends MigrateSite {
  readonly record: DriverRecord;
  readonly due: readonly DueLayer[];
  readonly source: SourcePool;
  readonly places: LayerPlaces;
  readonly place: Conversion;
  readonly files: readonly NewFile[];
  /** The one that names the driver. */
  readonly switching: NewFile;
  readonly hold: LayerHold;
}
