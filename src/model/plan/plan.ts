import type { Command } from '../command.ts';
import type { Condition, TableSwap } from './condition.ts';
import type { EntriesAside, EntriesPart } from '../facts/data-root.ts';
import type { DeviceIdentity, DiskProof } from '../facts/device.ts';
import type { FileIdentity, Ownership } from '../host.ts';
import type { Bytes, Extents } from '../units.ts';
import type { Notice } from '../notice.ts';

/** What a step does to the host, as data. */
export type Action =
  | {
      readonly kind: 'run';
      readonly command: Command;
      /** Files that the program writes without fsync(2); they are written out after it. */
      readonly flush?: readonly string[];
    }
  | {
      readonly kind: 'write-file';
      readonly path: string;
      /** Key into `Plan.blobs`. */
      readonly sha256: string;
      /** What it replaces; null: nothing is there. */
      readonly replaces: string | null;
      /** For a file that is not there yet; an existing one keeps its own. */
      readonly fresh: Ownership;
    }
  | { readonly kind: 'remove-file'; readonly path: string; readonly sha256: string }
  | {
      readonly kind: 'make-directory';
      readonly path: string;
      readonly owner: Ownership;
      readonly likeLabelOf: string | null;
    }
  /** A symbolic link to a full path. */
  | { readonly kind: 'make-link'; readonly path: string; readonly target: string }
  | { readonly kind: 'remove-link'; readonly path: string; readonly target: string }
  | { readonly kind: 'remove-directory'; readonly path: string }
  | { readonly kind: 'remove-tree'; readonly path: string }
  | { readonly kind: 'rename-directory'; readonly from: string; readonly to: string }
  /** Entry by entry, each with rename(2); one that has a namesake there already stays. */
  | { readonly kind: 'move-entries'; readonly root: EntriesAside; readonly to: 'aside' | 'back' }
  | { readonly kind: 'remove-entries'; readonly root: EntriesAside; readonly of: EntriesPart }
  /** Removes the device-mapper devices that lie on this one; one that is open stays and is an error. */
  | { readonly kind: 'remove-holders'; readonly device: string }
  /** Upwards only; a file that is as large already stays as it is. */
  | {
      readonly kind: 'grow-file';
      readonly file: FileIdentity;
      readonly from: Bytes;
      readonly to: Bytes;
    }
  /** One `dmsetup resume`; where that leaves the pool suspended, the way back to a live one. */
  | {
      readonly kind: 'swap-table';
      readonly swap: TableSwap;
      /** The pool's files, written out beforehand: the kernel flushes them while writers wait. */
      readonly flush: readonly string[];
    }
  /** The same for the pool that Docker made on loop files of this data root, and what lies on it. */
  | { readonly kind: 'remove-loop-pool'; readonly dataRoot: string }
  | {
      readonly kind: 'zero-range';
      readonly device: DeviceIdentity;
      readonly offset: Bytes;
      readonly length: Bytes;
      /** Read once more on the opened device. */
      readonly proof: DiskProof;
    };

export type Risk = 'safe' | 'reversible' | 'destroys-data';

/** Every kind of action: a journal may hold one of a newer dmctl. */
export const ACTION_KINDS: Readonly<Record<Action['kind'], true>> = {
  run: true,
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
};

/**
 * One change to the host. The runner does: `before` holds -> act, then `after` must hold; `after`
 * holds instead -> adopt; neither -> stop and show both sides; unknown -> stop. A step that starts
 * from anything has no `before`: there `after` is looked at first.
 */
export interface Step {
  /** Unique in its plan, in file-name letters: `pvcreate-xvdf`. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** Number in Docker's documented procedure, where it has one. */
  readonly documented: number | null;
  readonly risk: Risk;
  readonly before: readonly Condition[];
  readonly action: Action;
  readonly after: readonly Condition[];
  /** Steps that take it back, in the order they are run; empty: nothing to take back. */
  readonly undo: readonly Step[];
  /**
   * Puts right what stands in the way when this step is tried again: taken where it cannot begin
   * and is not done, or has failed, each of them that can begin and is not done. On the way forward
   * only where the journal says that the step was begun, so that nobody else's half work is mended,
   * or where the repair is `proven`.
   */
  readonly mend?: readonly Step[];
  /** A repair whose conditions prove by themselves that what it mends is this run's own. */
  readonly proven?: true;
  /**
   * Once it has acted there is no way back past it: nothing shrinks, and nobody makes a removed pool
   * again. A failure after it stops the run instead of putting it back, and a rollback leaves it and
   * all before it as they are. Its undo takes no growth back, but puts right what it left halfway.
   */
  readonly final?: true;
  /**
   * Nobody can see whether it was done as a whole: the tool's word counts too, and a run that is taken
   * up takes it once more.
   */
  readonly unseen?: true;
}

/** How the volume group is shared out, in extents, and whether the pool can grow by itself. */
export interface PoolLayout {
  readonly extentSize: Bytes;
  readonly chunkSize: Bytes;
  readonly total: Extents;
  readonly data: Extents;
  readonly metadata: Extents;
  /** LVM's pmspare, as large as the metadata. */
  readonly spare: Extents;
  readonly free: Extents;
  /** Auto-extension of the data when usage passes the threshold by little. */
  readonly dataStep: Extents;
  /** The largest step, asked for when LVM finds the pool full. */
  readonly fullDataStep: Extents;
  /** The largest step of the metadata, its spare growing with it included. */
  readonly fullMetadataStep: Extents;
  /** A whole data step fits even if the pool is full when LVM looks. */
  readonly canExtend: boolean;
}

/** What becomes of the data or the metadata of a pool. */
export interface PartGrowth {
  readonly from: Bytes;
  readonly to: Bytes;
  /** What was asked for, where `to` is that rounded up; else null. */
  readonly asked: Bytes | null;
}

/** What a resize makes of a pool. */
export interface PoolGrowth {
  readonly data: PartGrowth;
  readonly metadata: PartGrowth;
  /** Totals as docker info printed them before, coarse as they are; null: Docker did not run. */
  readonly dockerInfo: DockerTotals | null;
}

/** `Data Space Total` and `Metadata Space Total` of docker info. */
export interface DockerTotals {
  readonly data: Bytes | null;
  readonly metadata: Bytes | null;
}

/** The whole of what would be done, or why it will not be. */
export interface Plan {
  readonly schema: 1;
  /** First 12 hex digits of a hash over the basis and the steps. */
  readonly id: string;
  /** The command in the contract's words, `setup direct-lvm`. */
  readonly command: string;
  readonly steps: readonly Step[];
  /** Non-empty: nothing may be done. */
  readonly refusals: readonly Notice[];
  readonly warnings: readonly Notice[];
  /** The arithmetic of the pool, where the plan makes one. */
  readonly layout: PoolLayout | null;
  /** Sizes before and after, where the plan grows a pool. */
  readonly growth?: PoolGrowth;
  /** Contents of the files to write and of those they replace, by sha256; base64. Never shown. */
  readonly blobs: Readonly<Record<string, string>>;
}
