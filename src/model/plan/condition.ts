import type { EngineName } from '../engine.ts';
import type { EntriesAside, EntriesPart, EntriesState } from '../facts/data-root.ts';
import type { DeviceIdentity, DiskProof, Signature } from '../facts/device.ts';
import type { FileIdentity } from '../host.ts';
import type { Bytes, Extents } from '../units.ts';

/** The change of a thin pool's table from one line of `dmsetup table` to another. */
export interface TableSwap {
  /** Device-mapper name of the pool. */
  readonly pool: string;
  readonly saved: string;
  /** The saved line with another length; the same line where the metadata alone grows. */
  readonly wanted: string;
  /** What the kernel counts in the end: chunks of the data, 4 KiB blocks of the metadata. */
  readonly dataBlocks: number;
  readonly metadataBlocks: number;
}

/**
 * How far such a change is. Docker makes a pool anew on the files as they are, so after a reboot the
 * wanted table can be live before its turn.
 * - untouched: the saved table or the wanted one is live, none waits, and the pool is in order
 * - waits: the wanted table waits
 * - loaded: it waits; or the pool is suspended, and whatever tables it has are this change's own
 * - swapped: the wanted table is live, nothing waits, and the kernel counts the new blocks; or the
 *   pool is not there any more
 * - nothing-waits: whatever its table is, the pool is live; or it is not there any more
 */
export type SwapState =
  'untouched' | 'waits' | 'loaded' | 'loaded-or-swapped' | 'swapped' | 'nothing-waits';

/**
 * How far Docker's own set-up of a disk got.
 * - orphan: a physical volume in no volume group
 * - half-used: one that says it is used, and no group has it
 * - group: the group `docker` is made of it alone and has no tag; its volumes have the names that Docker
 *   gives, and none is older than the run
 * - unclaimed: no physical volume, or an orphan
 */
export type DockerMade = 'orphan' | 'half-used' | 'group' | 'unclaimed';

/** Something that is true or false of the host, as data: checked before and after every step. */
export type Condition =
  /** Same disk as planned, no signature, zeros at both ends, in nobody's use. */
  | { readonly kind: 'device-blank'; readonly device: DeviceIdentity }
  /** Same disk as planned by its sample too, in nobody's use, no signature but some or all of these. */
  | {
      readonly kind: 'device-as-seen';
      readonly device: DeviceIdentity;
      readonly signatures: readonly Signature[];
      readonly sample: string;
    }
  /** Same disk as planned by its sample too, in nobody's use, no signature. */
  | {
      readonly kind: 'device-unsigned';
      readonly device: DeviceIdentity;
      readonly sample: string;
    }
  /** Same disk as planned, in nobody's use, no signature, and its first MiB proves that what lies there is this run's own. */
  | {
      readonly kind: 'device-leftover';
      readonly device: DeviceIdentity;
      readonly proof: DiskProof;
    }
  /** Same disk as planned, zeros in its last MiB. */
  | { readonly kind: 'device-end-blank'; readonly device: DeviceIdentity }
  | { readonly kind: 'pv-absent'; readonly device: DeviceIdentity }
  | {
      readonly kind: 'pv-present';
      readonly device: DeviceIdentity;
      readonly uuid: string;
      /** null: in no volume group. */
      readonly vg: string | null;
    }
  /**
   * That physical volume says it is used, and no volume group has it: vgcreate or vgremove was cut
   * off between the headers and the metadata.
   */
  | { readonly kind: 'pv-half-used'; readonly device: DeviceIdentity; readonly uuid: string }
  /** In this volume group, and no volume uses an extent of it. */
  | {
      readonly kind: 'pv-unused';
      readonly device: DeviceIdentity;
      readonly uuid: string;
      readonly vg: string;
    }
  /** No group of that name; where a tag is named, none that carries it. */
  | { readonly kind: 'vg-absent'; readonly vg: string; readonly tag?: string }
  | {
      readonly kind: 'vg-present';
      readonly vg: string;
      /** null: whoever made it. */
      readonly tag: string | null;
      /** Exactly these. */
      readonly pvUuids: readonly string[];
      readonly minExtents: Extents;
    }
  /** Ours by its tag (null: whoever made it), and no volume in it. */
  | { readonly kind: 'vg-empty'; readonly vg: string; readonly tag: string | null }
  | {
      readonly kind: 'docker-made';
      readonly device: DeviceIdentity;
      readonly is: DockerMade;
      /** The disk held nothing but zeros at its ends when that run began. */
      readonly wasBlank: boolean;
      /** Seconds since 1970: when the run began that let Docker set the disk up. */
      readonly since: number;
    }
  | { readonly kind: 'lv-absent'; readonly vg: string; readonly lv: string }
  /** No volume of that name, or one that is no thin pool. */
  | { readonly kind: 'thin-pool-absent'; readonly vg: string; readonly lv: string }
  /** No thin pool of that name, or one that is active. */
  | { readonly kind: 'pool-not-inactive'; readonly vg: string; readonly lv: string }
  | {
      readonly kind: 'lv-linear';
      readonly vg: string;
      readonly lv: string;
      readonly size: Bytes;
      /** null: it has no tag at all. */
      readonly tag: string | null;
    }
  | {
      readonly kind: 'thin-pool';
      readonly vg: string;
      readonly lv: string;
      readonly size: Bytes;
      readonly chunkSize: Bytes;
      readonly active: boolean;
    }
  /**
   * Nothing but Docker's own empty base device was ever made in it: the kernel's transaction id
   * is 0, or 1 as after dockerd's first start (moby, daemon/graphdriver/devmapper: one
   * transaction for each device).
   */
  | { readonly kind: 'pool-unused'; readonly vg: string; readonly lv: string }
  /**
   * The data or the metadata of an active pool is smaller for LVM, or has that size at the least for
   * LVM and the kernel. What only one of them has is neither.
   */
  | {
      readonly kind: 'pool-size';
      readonly vg: string;
      readonly lv: string;
      readonly part: 'data' | 'metadata';
      readonly is: 'below' | 'at-least';
      readonly size: Bytes;
    }
  /** Its use is at this percentage at the most, or its size is what an auto-extension leads to. */
  | {
      readonly kind: 'pool-extended';
      readonly vg: string;
      readonly lv: string;
      readonly part: 'data' | 'metadata';
      readonly threshold: number;
      readonly size: Bytes;
    }
  /**
   * A thin pool of that device-mapper name that can grow: one live table, not suspended, neither
   * failed nor read-only, no needs_check. Out of data space is fine: growing is its remedy.
   */
  | { readonly kind: 'pool-sound'; readonly pool: string }
  /** No device-mapper device lies on it. */
  | { readonly kind: 'pool-unheld'; readonly vg: string; readonly lv: string }
  /**
   * A pool that is not suspended, without thin volumes of LVM's, and no other devices on it than
   * those of this engine, or none at all. One that is not active has none.
   */
  | {
      readonly kind: 'pool-holders';
      readonly vg: string;
      readonly lv: string;
      readonly are: EngineName | 'none';
    }
  | {
      readonly kind: 'lv-profile';
      readonly vg: string;
      readonly lv: string;
      /** null: none attached. */
      readonly profile: string | null;
    }
  | { readonly kind: 'lv-monitored'; readonly vg: string; readonly lv: string }
  | {
      readonly kind: 'file';
      readonly path: string;
      /** null: not there. */
      readonly sha256: string | null;
    }
  | {
      readonly kind: 'directory';
      readonly path: string;
      readonly is: 'absent' | 'present' | 'empty' | { readonly inode: number };
    }
  /** A symbolic link that leads to the target in the end; null: nothing is there. */
  | { readonly kind: 'link'; readonly path: string; readonly target: string | null }
  | { readonly kind: 'units'; readonly names: readonly string[]; readonly active: boolean }
  /** None of them is in systemd's failed state, so that its start limit cannot refuse a start. */
  | { readonly kind: 'units-not-failed'; readonly names: readonly string[] }
  /** docker info answers with this driver, and this pool where one is named. */
  | {
      readonly kind: 'docker-driver';
      readonly driver: string;
      readonly pool: string | PoolOnLoopFiles | null;
    }
  /**
   * docker info shows at least these totals for this pool, in its four digits: old figures are
   * smaller ones. It holds where Docker is not running: dockerd asks the kernel when it starts.
   */
  | {
      readonly kind: 'docker-pool-size';
      readonly pool: string;
      readonly data: Bytes;
      readonly metadata: Bytes;
    }
  /** This very file, and so large. */
  | { readonly kind: 'file-size'; readonly file: FileIdentity; readonly size: Bytes }
  /**
   * The loop device shows the file of that name, and the kernel knows it to be so large. Where a pool
   * is named, it also holds once that is not there any more: its loop devices are gone with it.
   */
  | {
      readonly kind: 'loop-size';
      readonly pool?: string;
      readonly loop: string;
      readonly majorMinor: string;
      readonly file: string;
      readonly size: Bytes;
    }
  | { readonly kind: 'pool-table'; readonly swap: TableSwap; readonly is: SwapState }
  /** docker info answers, and Docker's pool is another one, or it has none. */
  | { readonly kind: 'docker-off-pool'; readonly pool: string }
  /** No device-mapper device that Docker made on loop files of this data root. */
  | { readonly kind: 'loop-pool-absent'; readonly dataRoot: string }
  | { readonly kind: 'entries'; readonly root: EntriesAside; readonly is: EntriesState }
  /** Nothing in those entries that a person would miss, and nothing mounted below the data root. */
  | { readonly kind: 'entries-bare'; readonly root: EntriesAside; readonly of: EntriesPart }
  /** No images, containers, volumes, plugins or swarm state in it, and nothing mounted below. */
  | { readonly kind: 'data-root-bare'; readonly path: string }
  /**
   * The same, but images and containers do not count, since what they held lay in the pool; no other
   * storage driver has kept anything in it.
   */
  | { readonly kind: 'data-root-spent'; readonly path: string };

/** A pool on loop files, whatever its name; at least so large, null: any size will do. */
export interface PoolOnLoopFiles {
  readonly onLoopFiles: { readonly data: Bytes | null; readonly metadata: Bytes | null };
}

/** What a look at the host said of a condition. */
export type Finding =
  | { readonly verdict: 'holds' }
  | { readonly verdict: 'fails'; readonly found: string }
  | { readonly verdict: 'unknown'; readonly why: string };

export const holds: Finding = { verdict: 'holds' };
export const fails = (found: string): Finding => ({ verdict: 'fails', found });
export const undecided = (why: string): Finding => ({ verdict: 'unknown', why });
