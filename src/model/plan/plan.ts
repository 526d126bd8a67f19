import type { Command } from '../command.ts';
import type { EngineName } from '../engine.ts';
import type { Condition, LayerHold, LayerPlaces, TableSwap } from './condition.ts';
import type { ConversionPlace, LayerPool, LayerToConvert, LayerVolume } from './conversion.ts';
import type { EntriesAside, EntriesPart } from '../facts/data-root.ts';
import type { DeviceIdentity, DiskProof, SavedRange } from '../facts/device.ts';
import type { FileIdentity, Ownership } from '../host.ts';
import type { Bytes, Extents } from '../units.ts';
import type { Notice } from '../notice.ts';
import type { RepairAction } from './repair-action.ts';
import type { PlannedReclaim, ReclaimAction } from './reclaim.ts';
import type { StepId } from './step-ids.ts';

/** A step's change to the host, as data. */
export type Action =
  | {
      readonly kind: 'run';
      readonly command: Command;
      /** Files that the program writes without fsync(2); dmctl syncs them afterwards. */
      readonly flush?: readonly string[];
      /** The engine that this starts where the program returns before the daemon answers. */
      readonly awaits?: EngineName;
    }
  /** Runs one program after the other until one fails, and in any case what clears away after them. */
  | {
      readonly kind: 'try-out';
      readonly commands: readonly Command[];
      /** Run before and after; they fail where there is nothing to clear away. */
      readonly clear: readonly Command[];
      /** Folder of the snapshotter's databases: its devices go a moment after `clear`, and are waited for. */
      readonly root?: string;
    }
  /** Removes all snapshots of the devmapper snapshotter from containerd, each after those that lie on it. */
  | {
      readonly kind: 'remove-snapshots';
      readonly databases: SnapshotDatabases;
      /** Called once for each, with its namespace before its arguments and its name behind them. */
      readonly remove: Command;
    }
  | {
      readonly kind: 'write-file';
      readonly path: string;
      /** Key into `Plan.blobs`. */
      readonly sha256: string;
      /** The content it replaces; null: the file does not exist. */
      readonly replaces: string | null;
      /** Owner and mode of a new file; an existing one keeps its own. */
      readonly fresh: Ownership;
    }
  | { readonly kind: 'remove-file'; readonly path: string; readonly sha256: string }
  | {
      readonly kind: 'make-directory';
      readonly path: string;
      readonly owner: Ownership;
      readonly likeLabelOf: string | null;
    }
  /** Creates a symbolic link to an absolute path. */
  | { readonly kind: 'make-link'; readonly path: string; readonly target: string }
  | { readonly kind: 'remove-link'; readonly path: string; readonly target: string }
  | { readonly kind: 'remove-directory'; readonly path: string }
  | { readonly kind: 'remove-tree'; readonly path: string }
  | { readonly kind: 'rename-directory'; readonly from: string; readonly to: string }
  /** Moves entry by entry with rename(2); one whose name already exists at the target stays. */
  | { readonly kind: 'move-entries'; readonly root: EntriesAside; readonly to: 'aside' | 'back' }
  | { readonly kind: 'remove-entries'; readonly root: EntriesAside; readonly of: EntriesPart }
  /** Removes the device-mapper devices that use this one; an open one stays and is an error. */
  | {
      readonly kind: 'remove-holders';
      readonly device: string;
      /** Called once for each of them, with its name as the last argument. */
      readonly remove: Command;
    }
  /** Grows a file; one that already has the size stays unchanged. */
  | {
      readonly kind: 'grow-file';
      readonly file: FileIdentity;
      readonly from: Bytes;
      readonly to: Bytes;
    }
  /** Resumes the pool with one call; if it stays suspended, makes it live again. */
  | {
      readonly kind: 'swap-table';
      readonly swap: TableSwap;
      readonly resume: Command;
      /** Loads the saved or the new table beside the live one. */
      readonly reload: Readonly<Record<'saved' | 'wanted', Command>>;
      /** The pool's files, synced beforehand, or the kernel flushes them while writers wait. */
      readonly flush: readonly string[];
    }
  /** Removes the pool that Docker created on loop files of this data root, and its devices. */
  | { readonly kind: 'remove-loop-pool'; readonly dataRoot: string; readonly remove: Command }
  | {
      readonly kind: 'zero-range';
      readonly device: DeviceIdentity;
      readonly offset: Bytes;
      readonly length: Bytes;
      /** Read once more on the opened device. */
      readonly proof: DiskProof;
    }
  /**
   * Copies ranges of a device into files that only root can read, then erases its signatures. A copy that
   * exists stays as it is: it is this run's own, from before the first byte was erased.
   */
  | {
      readonly kind: 'wipe-device';
      readonly device: DeviceIdentity;
      /** The first begins at byte 0. */
      readonly saved: readonly SavedRange[];
      readonly wipe: Command;
      /** Has the kernel read the partition table again, where `wipe` leaves partitions. */
      readonly reread: Command;
    }
  /** Copies one layer from its thin device into the layout of overlay2, and proves the copy. */
  | {
      readonly kind: 'convert-layer';
      readonly places: LayerPlaces;
      readonly place: Conversion;
      readonly layer: LayerToConvert;
      readonly record: string;
      /** Content to copy, in blocks of 4 KiB; null: unknown until the layer is read. */
      readonly room: Bytes | null;
    }
  /** Drops what was converted of containers before Docker last ran, and marks that it has stopped. */
  | {
      readonly kind: 'hold-layers';
      readonly places: LayerPlaces;
      readonly dataRoot: string;
      readonly hold: LayerHold;
    }
  /** Converts the layers that are on record and not converted, and drops those that are gone. */
  | {
      readonly kind: 'convert-rest';
      readonly places: LayerPlaces;
      readonly place: Conversion;
      readonly dataRoot: string;
    }
  /** Copies a tree beside its target, syncs it, and renames it; a target that differs is replaced. */
  | { readonly kind: 'copy-tree'; readonly from: string; readonly to: string }
  /** Changes the one word in config.v2.json of the containers that devicemapper has on record. */
  | {
      readonly kind: 'set-container-driver';
      readonly dataRoot: string;
      readonly from: string;
      readonly to: string;
    }
  /** Mounts the volume in one of the two directories, which it makes, and removes the other one. */
  | {
      readonly kind: 'mount-volume';
      readonly volume: LayerVolume;
      readonly places: LayerPlaces;
      readonly at: keyof LayerPlaces;
    }
  /** Unmounts the volume wherever it is mounted, and removes both directories. */
  | { readonly kind: 'unmount-volume'; readonly volume: LayerVolume; readonly places: LayerPlaces }
  /** Unmounts and removes what an interrupted conversion left. */
  | { readonly kind: 'release-layers'; readonly pool: LayerPool }
  | RepairAction
  | ReclaimAction;

/** Where the devmapper snapshotter and containerd have their records. */
export interface SnapshotDatabases {
  /** Folder of the snapshotter, with metadata.db. */
  readonly snapshotter: string;
  /** containerd's own meta.db. */
  readonly daemon: string;
}

/** Where layers are read from, and whom they belong to. */
export type Conversion = Omit<ConversionPlace, 'into'>;

/** The action of a kind, or of one of several. */
export type ActionOf<K extends Action['kind']> = Extract<Action, { kind: K }>;

export type Risk = 'safe' | 'reversible' | 'destroys-data';

/** Every kind of action; a journal may hold one of a newer dmctl. */
export const ACTION_KINDS: Readonly<Record<Action['kind'], true>> = {
  run: true,
  'try-out': true,
  'remove-snapshots': true,
  'write-file': true,
  'remove-file': true,
  'make-directory': true,
  'make-link': true,
  'remove-link': true,
  'remove-directory': true,
  'remove-tree': true,
  'rename-directory': true,
  'move-entries': true,
  'remove-entries': true,
  'remove-holders': true,
  'grow-file': true,
  'swap-table': true,
  'remove-loop-pool': true,
  'zero-range': true,
  'wipe-device': true,
  'convert-layer': true,
  'hold-layers': true,
  'convert-rest': true,
  'copy-tree': true,
  'set-container-driver': true,
  'mount-volume': true,
  'unmount-volume': true,
  'release-layers': true,
  'save-metadata': true,
  'examine-metadata': true,
  'write-metadata': true,
  'swap-metadata': true,
  'check-layers': true,
  'delete-thin': true,
  'trim-mounts': true,
};

/**
 * One change to the host. The runner acts if `before` is true, and then `after` must be true;
 * adopts the step if `after` is already true; stops and shows both sides if neither is; stops if
 * that is unknown. A step that can start from any state has no `before`: `after` is checked first.
 */
export interface Step {
  /** Unique in its plan, in letters fit for a file name: `pvcreate-xvdf`. */
  readonly id: StepId;
  readonly title: string;
  readonly why: string;
  /** Number in Docker's documented procedure, if it has one. */
  readonly documented: number | null;
  readonly risk: Risk;
  readonly before: readonly Condition[];
  readonly action: Action;
  readonly after: readonly Condition[];
  /** Steps that undo it, in the order they run; empty: nothing to undo. */
  readonly undo: readonly Step[];
  /**
   * Repairs that make a retry of this step possible: each that can start and is not done runs if
   * the step has failed, or can neither start nor is done. Forward, they run only if the journal
   * says that the step was started, so that nobody else's half-finished work is touched, or if the
   * repair is `proven`.
   */
  readonly mend?: readonly Step[];
  /** The conditions of this repair alone prove that the object it repairs belongs to this run. */
  readonly proven?: true;
  /**
   * Cannot be undone once it has acted: nothing shrinks, and a removed pool is not created again. A
   * failure after it stops the run instead of rolling it back, and a rollback keeps it and
   * everything before it. Its undo reverts no growth, but completes what it left half-finished.
   */
  readonly final?: true;
  /**
   * Nobody can see whether it was done as a whole: the tool's word counts too, and a run that is taken
   * up takes it once more.
   */
  readonly unseen?: true;
  /**
   * A later step of the plan whose look covers this one too, and what still shows of this one by then.
   * A run that nothing has interrupted takes the steps up to that one on the success of their actions,
   * so that one look serves them all. Every other run looks after each.
   */
  readonly verifiedWith?: {
    readonly step: StepId;
    readonly conditions: readonly Condition[];
  };
}

/** A step; unless it says otherwise, it is not in the documented procedure, and nothing undoes it. */
export const makeStep = (
  parts: Omit<Step, 'documented' | 'undo'> & Partial<Pick<Step, 'documented' | 'undo'>>,
): Step => ({ documented: null, undo: [], ...parts });

/** The layout of the volume group, in extents, and whether auto-extension has room. */
export interface PoolLayout {
  readonly extentSize: Bytes;
  readonly chunkSize: Bytes;
  readonly total: Extents;
  readonly data: Extents;
  readonly metadata: Extents;
  /** LVM's pmspare, which has the size of the metadata. */
  readonly spare: Extents;
  readonly free: Extents;
  /** Auto-extension of the data when usage is just above the threshold. */
  readonly dataExtension: Extents;
  /** The largest extension, made when LVM finds the pool full. */
  readonly fullDataExtension: Extents;
  /** The largest extension of the metadata, including the growth of its spare. */
  readonly fullMetadataExtension: Extents;
  /** A whole extension of the data fits even if the pool is full when LVM checks it. */
  readonly canExtend: boolean;
  /** `total` is the free space of a group that exists. */
  readonly inGroup?: true;
}

/** The growth of the data or the metadata of a pool. */
export interface PartGrowth {
  readonly from: Bytes;
  readonly to: Bytes;
  /** The requested size, if `to` is that rounded up; else null. */
  readonly asked: Bytes | null;
}

/** The growth of a pool by a resize. */
export interface PoolGrowth {
  readonly data: PartGrowth;
  readonly metadata: PartGrowth;
  /** Totals as docker info printed them before, rounded; null: Docker was not running. */
  readonly dockerInfo: DockerTotals | null;
}

/** `Data Space Total` and `Metadata Space Total` of docker info. */
export interface DockerTotals {
  readonly data: Bytes | null;
  readonly metadata: Bytes | null;
}

/** All the changes a command would make, or why it refuses. */
export interface Plan {
  readonly schema: 1;
  /** First 12 hex digits of a hash over the basis and the steps. */
  readonly id: string;
  /** The command in the contract's words, `setup direct-lvm`. */
  readonly command: string;
  readonly steps: readonly Step[];
  /** Reasons for a refusal; if there are any, nothing is done. */
  readonly refusals: readonly Notice[];
  readonly warnings: readonly Notice[];
  /** The layout of the pool, if the plan creates one. */
  readonly layout: PoolLayout | null;
  /** Sizes before and after, if the plan grows a pool. */
  readonly growth?: PoolGrowth;
  /** Space that is given back, if the plan gives some back. */
  readonly reclaim?: PlannedReclaim;
  /** Contents of files to write and of those they replace, by sha256, in base64; never shown. */
  readonly blobs: Readonly<Record<string, string>>;
}
