import type { Bytes, Sectors } from '../units.ts';

/** One line of `dmsetup info -c`. */
export interface DmDevice {
  readonly name: string;
  /** `LVM-...` for logical volumes, '' for Docker's devices. */
  readonly uuid: string;
  readonly majorMinor: string;
  readonly suspended: boolean;
  readonly liveTable: boolean;
  readonly inactiveTable: boolean;
  readonly openCount: number;
}

/** Admin-guide/device-mapper/thin-provisioning.rst: the mode word of the status line. */
export type ThinPoolMode = 'rw' | 'ro' | 'out_of_data_space';

/** A thin pool's status line, every word of it. */
export type ThinPoolStatus =
  | { readonly state: 'fail' | 'error' }
  | {
      readonly state: 'running';
      readonly transactionId: number;
      /** Metadata blocks are 4 KiB. */
      readonly metadataUsedBlocks: number;
      readonly metadataBlocks: number;
      /** Data blocks have the pool's chunk size. */
      readonly dataUsedBlocks: number;
      readonly dataBlocks: number;
      /** A metadata snapshot exists, for tools that read it (HELD_ROOT). */
      readonly metadataSnapshot: boolean;
      readonly mode: ThinPoolMode;
      readonly discardPassdown: boolean;
      /** null: not reported by kernels before 3.18. */
      readonly whenFull: 'error' | 'queue' | null;
      readonly needsCheck: boolean;
    };

export interface ThinPoolDevice {
  readonly name: string;
  readonly length: Sectors;
  readonly status: ThinPoolStatus;
}

/** A thin pool's table (thin-provisioning.rst). */
export interface ThinPoolTable {
  readonly name: string;
  /** The table for `dmsetup reload --table`: `0 209715200 thin-pool 7:1 7:0 128 32768 1 ...`. */
  readonly line: string;
  readonly length: Sectors;
  /** Device numbers, `MAJ:MIN`. */
  readonly metadataDevice: string;
  readonly dataDevice: string;
  readonly chunkSize: Bytes;
}

/** Size of a metadata block of the thin target (drivers/md/dm-thin-metadata.h). */
export const METADATA_BLOCK_BYTES = 4096 as Bytes;
