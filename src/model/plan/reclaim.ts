import type { Command } from '../command.ts';
import type { EngineName } from '../engine.ts';
import type { Bytes } from '../units.ts';

/** Where an engine has its thin devices on record; `root` is the data root, or the folder of the snapshotter. */
export interface EngineRecords {
  readonly engine: EngineName;
  readonly root: string;
}

/** The actions of a reclaim. */
export type ReclaimAction =
  /** Deletes a thin device of which the engine has no record; one that is gone already is fine. */
  | {
      readonly kind: 'delete-thin';
      /** Device-mapper name of the pool. */
      readonly pool: string;
      readonly deviceId: number;
      readonly records: EngineRecords;
      readonly remove: Command;
    }
  /** Discards what file systems on the pool do not use, in each that the engine has mounted. */
  | {
      readonly kind: 'trim-mounts';
      readonly engine: EngineName;
      readonly pool: string;
      /** Called once for each, with the engine's mount namespace before its arguments and the mount point behind them. */
      readonly trim: Command;
    };

/** The space that a reclaim gives back, as it was planned. */
export interface PlannedReclaim {
  /** Data of the pool that is in use; null: unknown. */
  readonly used: Bytes | null;
  /** A file system or a thin device each. */
  readonly from: readonly ReclaimSource[];
}

/** Something that takes space which may be given back. */
export interface ReclaimSource {
  /** Name of the container, else of the device. */
  readonly name: string;
  /** Space in the pool that it takes; null: unknown. */
  readonly takes: Bytes | null;
  /** At most how much of it comes back; null: unknown. */
  readonly most: Bytes | null;
}
