import type { Command } from '../command.ts';
import type { MetadataImage } from '../facts/metadata.ts';
import type { Bytes } from '../units.ts';

/** A change that only `dmctl repair` makes. */
export type RepairAction =
  /**
   * Copies the metadata of an inactive pool into a file, with the volume active by itself meanwhile, which LVM
   * allows for reading only.
   */
  | {
      readonly kind: 'save-metadata';
      readonly volume: MetadataVolume;
      readonly size: Bytes;
      readonly image: string;
    }
  /** Checks the copy, repairs a copy of it, compares the two, and writes down what it found. */
  | {
      readonly kind: 'examine-metadata';
      readonly volume: MetadataVolume;
      readonly folder: string;
      readonly size: Bytes;
      /** Size of the repaired copy, which a larger volume is made for. */
      readonly repairedSize: Bytes;
      readonly chunkSize: Bytes;
      /** Chunks of the pool's data. */
      readonly dataBlocks: number;
      /** Its size where the metadata turns out to be full; null: there is no room for that. */
      readonly sizeIfFull: Bytes | null;
      /** The transaction id that the engine or the kernel has for the pool; null: neither has one. */
      readonly transactionId: TransactionIds | null;
    }
  /** Copies a file onto a volume of dmctl's own, and reads it back. */
  | {
      readonly kind: 'write-metadata';
      readonly vg: string;
      readonly lv: string;
      readonly image: MetadataImage;
    }
  /**
   * Lets the metadata volume of an inactive pool and another volume change places, if the metadata is still as it
   * was copied: a pool that was active since would lose what it has got.
   */
  | {
      readonly kind: 'swap-metadata';
      readonly volume: MetadataVolume;
      readonly image: MetadataImage;
      readonly swap: Command;
    }
  /** Opens each thin device read-only and mounts its file system so; fails with those that cannot be. */
  | {
      readonly kind: 'check-layers';
      readonly pool: string;
      readonly layers: readonly LayerToLookAt[];
    };

/** The metadata volume of a thin pool. */
export interface MetadataVolume {
  readonly vg: string;
  readonly pool: string;
  /** Its name without brackets, `thinpool_tmeta`. */
  readonly lv: string;
}

/** The range in which a pool's transaction id has to be. */
export interface TransactionIds {
  readonly least: number;
  readonly most: number;
}

/** A thin device with a file system. */
export interface LayerToLookAt {
  readonly deviceId: number;
  readonly size: Bytes;
  /** As the engine names it. */
  readonly name: string;
}
