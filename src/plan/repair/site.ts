import type { EngineName } from '../../model/engine.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { LayerPicture } from '../../model/facts/layers.ts';
import type { LogicalVolume, VolumeGroup } from '../../model/facts/lvm-state.ts';
import type { Examination } from '../../model/facts/metadata.ts';
import type { Known } from '../../model/known.ts';
import type { Request } from '../../model/plan/journal.ts';
import type { TransactionIds } from '../../model/plan/repair-action.ts';
import type { Bytes } from '../../model/units.ts';
import type { NamedPool } from '../../pool/found-pool.ts';

/** The request of `dmctl repair`. */
export interface RepairRequest {
  /** The confirmed pool, `VG/POOL`; null if nothing was confirmed. */
  readonly confirm: string | null;
  readonly engine: EngineName | null;
  /** A dry run needs no confirmation. */
  readonly dryRun: boolean;
}

/** The request as the journal keeps it. */
export const journaledRepair = ({ confirm, engine }: RepairRequest): Request => ({
  command: 'repair',
  devices: [],
  options: { confirm: confirm ?? '', ...(engine !== null && { engine }) },
});

/** A copy of the pool's metadata that was examined, and its folder. */
export interface ExaminedCopy {
  readonly folder: string;
  readonly found: Examination;
}

/** What a repair alone needs to know of the host. */
export interface RepairGround {
  /** The kernel's words about errors of the disks below. */
  readonly diskErrors: Known<readonly string[]>;
  /** Device-mapper names of the devices on the pool. */
  readonly holders: Known<readonly string[]>;
  /** What the engine's records say of the pool's transaction id. */
  readonly transactionId: Known<TransactionIds | null>;
  /** Room for copies in the state directory. */
  readonly free: Known<Bytes>;
  /** The folder for a new copy does not exist yet; that above it may. */
  readonly folder: string;
  /** The engine's layers. */
  readonly layers: LayerPicture;
  /** Why some of them could not be read. */
  readonly unread: readonly string[];
}

/** The input of the plan of `dmctl repair`. */
export interface RepairSite {
  readonly facts: Facts;
  readonly pool: NamedPool;
  readonly ground: RepairGround;
  readonly request: RepairRequest;
  /** The examination that has just ended; null: none, or something else was done since. */
  readonly examined: ExaminedCopy | null;
}

/** A pool that can be repaired: LVM has it. */
export interface RepairablePool {
  readonly volume: LogicalVolume;
  readonly group: VolumeGroup;
  readonly metadataLv: string;
  readonly metadataSize: Bytes;
  readonly chunkSize: Bytes;
}
