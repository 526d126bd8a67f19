import type { EngineName } from '../engine.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Bytes } from '../units.ts';
import type { Plan, Step } from './plan.ts';
import type { PoolSize } from './pool-size.ts';

/** Settings of containerd's devmapper snapshotter. */
export interface SnapshotterRequest {
  /** Size of the file system that each image starts from (base_image_size). */
  readonly baseSize: Bytes;
  readonly fs: 'ext4' | 'xfs' | 'ext2';
  /** Kubernetes uses this snapshotter, too. */
  readonly cri: boolean;
}

/** The request of `dmctl setup direct-lvm`; every value is valid by itself. */
export interface SetupDirectLvmRequest {
  /** Empty: the pool is made in the free space of the volume group, which exists. */
  readonly devices: readonly string[];
  /** The size of a pool in free space; null: all of it. */
  readonly size: PoolSize | null;
  readonly vg: string;
  readonly pool: string;
  readonly dataPercent: number;
  readonly metadataPercent: number;
  readonly chunkSize: Bytes;
  readonly autoextendThreshold: number;
  readonly autoextendPercent: number;
  readonly reserveStep: boolean;
  readonly engine: EngineName;
  /** null: the pool is not for containerd. */
  readonly snapshotter: SnapshotterRequest | null;
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
export const SETUP_DEFAULTS = {
  ...{ dataPercent: 95, metadataPercent: 1, reserveStep: false },
  size: '',
} as const;

/** The request of `dmctl teardown`. */
export interface TeardownRequest {
  /** The confirmed pool, `VG/POOL` or `loop-lvm`; null if nothing was confirmed. */
  readonly confirm: string | null;
  /** A dry run needs no confirmation. */
  readonly dryRun: boolean;
  /** Zero all of each disk, not only its ends. */
  readonly erase: boolean;
}

/** The request of `dmctl migrate overlay2`. */
export interface MigrateRequest {
  /** Convert image layers after Docker has stopped, too. */
  readonly offline: boolean;
  /** Where a volume for the layers is made; null: they go on the data root's own file system. */
  readonly on: VolumeRequest | null;
}

/** A blank disk, or a size in a volume group that exists. */
export type VolumeRequest =
  | { readonly kind: 'disk'; readonly device: string }
  | { readonly kind: 'group'; readonly vg: string; readonly size: Bytes };

/** `do` carries out the plan, `undo` undoes it. */
export type Direction = 'do' | 'undo';

/** One line of a run's journal, on disk before the run continues. */
export type JournalRecord =
  | {
      readonly kind: 'opened';
      readonly schema: 1;
      readonly runId: string;
      readonly at: string;
      /** The request in the contract's words: command and flags that shaped the plan. */
      readonly request: Request;
      readonly user: string;
      readonly version: string;
      readonly plan: Omit<Plan, 'blobs'>;
    }
  | {
      readonly kind: 'intent';
      readonly at: string;
      readonly direction: Direction;
      readonly step: Step['id'];
    }
  | {
      readonly kind: 'result';
      readonly at: string;
      readonly direction: Direction;
      readonly step: Step['id'];
      readonly ok: boolean;
      /** True if the action found an unexpected state and did nothing at all. */
      readonly untouched: boolean;
      /** The tool's own words, if it failed. */
      readonly detail: string;
    }
  | {
      readonly kind: 'verified';
      readonly at: string;
      readonly direction: Direction;
      readonly step: Step['id'];
      readonly how: 'acted' | 'adopted';
    }
  /** The run is rolled back from here on. */
  | { readonly kind: 'turned'; readonly at: string; readonly why: string }
  | {
      readonly kind: 'closed';
      readonly at: string;
      readonly end: 'done' | 'put-back' | 'put-back-failed';
      readonly exitCode: ExitCode;
    };

/** A request as plain data: equal requests and equal facts make the same plan. */
export interface Request {
  readonly command: string;
  readonly devices: readonly string[];
  readonly options: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** A run as its journal records it. */
export interface Run {
  readonly runId: string;
  readonly openedAt: string;
  readonly user: string;
  readonly request: Request;
  readonly plan: Plan;
  readonly direction: Direction;
  /**
   * Steps that were started, in order, and the progress of each. `deferred`: it succeeded and the run
   * went on, with the look at it left to a later step (`Step.verifiedWith`).
   */
  readonly progress: readonly {
    readonly step: Step['id'];
    readonly direction: Direction;
    readonly state: 'intent' | 'result' | 'deferred' | 'verified';
    readonly how: 'acted' | 'adopted' | null;
    readonly untouched: boolean;
  }[];
  readonly closed: {
    readonly end: 'done' | 'put-back' | 'put-back-failed';
    readonly at: string;
  } | null;
}
