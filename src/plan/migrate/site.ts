import type { Facts } from '../../model/facts/facts.ts';
import type { DriverRecord, MigrationGround } from '../../model/facts/migration.ts';
import type { LogicalVolume } from '../../model/facts/lvm-state.ts';
import type { Condition, LayerHold, LayerPlaces } from '../../model/plan/condition.ts';
import type { LayerPool, LayerVolume } from '../../model/plan/conversion.ts';
import type { Conversion } from '../../model/plan/plan.ts';
import type { DueLayer } from '../../docker/migration-layers.ts';
import type { MigrateRequest } from '../../model/plan/journal.ts';
import type { Bytes, Extents } from '../../model/units.ts';
import type { NewFile, StepsWithBlobs } from '../steps/files.ts';
import type { GroupSite } from '../steps/volumes.ts';

/** The input of the plan. */
export interface MigrateSite {
  readonly facts: Facts;
  readonly ground: MigrationGround;
  readonly request: MigrateRequest;
  /** Random, 32 hex digits: makes the UUID of a physical volume unique to this run. */
  readonly nonce: string;
}

/** The pool that the layers are in; its volume, where LVM has it. */
export interface SourcePool {
  readonly pool: LayerPool;
  readonly volume: LogicalVolume | null;
}

/** A logical volume that a migration makes for the layers. */
export interface Carrier {
  readonly volume: LayerVolume;
  readonly size: Bytes;
  readonly extents: Extents;
  /** The group that is made for it on a blank disk; or one that exists, by its disks. */
  readonly group: { readonly made: GroupSite } | { readonly found: Condition };
}

/** All that the steps need, once nothing refuses the migration. */
export interface Migration extends MigrateSite {
  readonly record: DriverRecord;
  readonly due: readonly DueLayer[];
  /** null: the layers go on the data root's own file system. */
  readonly carrier: Carrier | null;
  /** Steps that have its volume mounted at every boot. */
  readonly bootMount: StepsWithBlobs;
  readonly source: SourcePool;
  readonly places: LayerPlaces;
  readonly place: Conversion;
  readonly files: readonly NewFile[];
  /** The one that names the driver. */
  readonly switching: NewFile;
  readonly hold: LayerHold;
}
