import type { Bytes } from '../units.ts';

/** The request of `dmctl setup direct-lvm`; every value is valid by itself. */
export interface SetupDirectLvmRequest {
  readonly devices: readonly string[];
  readonly vg: string;
  readonly pool: string;
  readonly dataPercent: number;
  readonly metadataPercent: number;
  readonly chunkSize: Bytes;
  readonly autoextendThreshold: number;
  readonly autoextendPercent: number;
  readonly reserveStep: boolean;
  /** True if Docker sets up the device itself. */
  readonly managed: boolean;
  /** `dm.key=value`, validated. */
  readonly storageOptions: readonly string[];
  readonly minFreeSpacePercent: number | null;
  readonly moveDataRoot: boolean;
  readonly wipeSignatures: boolean;
  /** Devices named with --confirm. */
  readonly confirmed: readonly string[];
}

/** The documented values of what shapes a pool only as it is created; an older request may lack a key. */
export const SETUP_DEFAULTS = { dataPercent: 95, metadataPercent: 1, reserveStep: false } as const;

/** The request of `dmctl teardown`. */
export interface TeardownRequest {
  /** The confirmed pool, `VG/POOL` or `loop-lvm`; null if nothing was confirmed. */
  readonly confirm: string | null;
  /** A dry run needs no confirmation. */
  readonly dryRun: boolean;
  /** Zero all of each disk, not only its ends. */
  readonly erase: boolean;
}
