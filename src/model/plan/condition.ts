import type { EngineName } from '../engine.ts';
import type { EntriesAside, EntriesPart, EntriesState } from '../facts/data-root.ts';
import type { DeviceIdentity, DiskProof, Signature } from '../facts/device.ts';
import type { FileIdentity } from '../host.ts';
import type { Bytes, Extents } from '../units.ts';
import type { UserNetwork } from '../facts/migration.ts';
import type { LayerVolume } from './conversion.ts';
import type { EngineRecords } from './reclaim.ts';

/** The change of a thin pool's table from one line of `dmsetup table` to another. */
export interface TableSwap {
  /** Device-mapper name of the pool. */
  readonly pool: string;
  readonly saved: string;
  /** The saved line with another length; unchanged if only the metadata grows. */
  readonly wanted: string;
  /** The kernel's count afterwards: chunks of the data, 4 KiB blocks of the metadata. */
  readonly dataBlocks: number;
  readonly metadataBlocks: number;
}

/**
 * Progress of such a change. Docker creates the pool again from the files, so after a reboot the
 * wanted table can be live early.
 * - untouched: the saved table or the wanted one is live, none waits, and the pool is healthy
 * - waits: the wanted table waits
 * - loaded: it waits; or the pool is suspended, and whatever tables it has are this change's own
 * - swapped: the wanted table is live, nothing waits, and the kernel counts the new blocks; or the
 *   pool no longer exists
 * - nothing-waits: whatever its table is, the pool is live; or it no longer exists
 */
export type SwapState =
  'untouched' | 'waits' | 'loaded' | 'loaded-or-swapped' | 'swapped' | 'nothing-waits';

/**
 * Progress of Docker's own setup of a disk.
 * - orphan: a physical volume in no volume group
 * - half-used: a physical volume that says it is used, though no group has it
 * - group: the group `docker` is made of it alone and has no tag; its volumes have the names that
 *   Docker gives, and none is older than the run
 * - unclaimed: no physical volume, or an orphan
 */
export type DockerMade = 'orphan' | 'half-used' | 'group' | 'unclaimed';

/** A statement about the host, as data, that is checked before and after every step. */
export type Condition =
  /** The planned disk has no signature, zeros at both ends, and is not in use. */
  | { readonly kind: 'device-blank'; readonly device: DeviceIdentity }
  /** The planned disk, by its sample too: not in use, and without signatures other than these. */
  | {
      readonly kind: 'device-as-seen';
      readonly device: DeviceIdentity;
      readonly signatures: readonly Signature[];
      readonly sample: string;
    }
  /** The planned disk, by its sample too: not in use, and without a signature. */
  | {
      readonly kind: 'device-unsigned';
      readonly device: DeviceIdentity;
      readonly sample: string;
    }
  /** The planned disk is not in use, has no signature, and its first MiB proves that its bytes are this run's own. */
  | {
      readonly kind: 'device-leftover';
      readonly device: DeviceIdentity;
      readonly proof: DiskProof;
    }
  /** The planned disk has zeros in its last MiB. */
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
   * The physical volume says it is used, but no volume group has it: vgcreate or vgremove was
   * interrupted between the headers and the metadata.
   */
  | { readonly kind: 'pv-half-used'; readonly device: DeviceIdentity; readonly uuid: string }
  /** The physical volume is in this volume group and no volume uses it. */
  | {
      readonly kind: 'pv-unused';
      readonly device: DeviceIdentity;
      readonly uuid: string;
      readonly vg: string;
    }
  /**
   * The physical volume of this group has fewer bytes than this, and its device at least those that the plan
   * saw; or it has at least as many, on whatever device LVM finds it.
   */
  | {
      readonly kind: 'pv-size';
      readonly device: DeviceIdentity;
      readonly uuid: string;
      readonly vg: string;
      readonly is: 'below' | 'at-least';
      readonly size: Bytes;
    }
  /** No group of that name exists; with a tag, none that carries it. */
  | { readonly kind: 'vg-absent'; readonly vg: string; readonly tag?: string }
  | {
      readonly kind: 'vg-present';
      readonly vg: string;
      /** null: created by anyone. */
      readonly tag: string | null;
      /** All of its physical volumes, and no others. */
      readonly pvUuids: readonly string[];
      readonly minExtents: Extents;
    }
  /** The group has this tag (null: any) and no volumes. */
  | { readonly kind: 'vg-empty'; readonly vg: string; readonly tag: string | null }
  | {
      readonly kind: 'docker-made';
      readonly device: DeviceIdentity;
      readonly is: DockerMade;
      /** Whether the disk had only zeros at its ends when that run began. */
      readonly wasBlank: boolean;
      /** Start of the run that let Docker set up the disk, in seconds since 1970. */
      readonly since: number;
    }
  | { readonly kind: 'lv-absent'; readonly vg: string; readonly lv: string }
  /** No volume of that name exists, or it is not a thin pool. */
  | { readonly kind: 'thin-pool-absent'; readonly vg: string; readonly lv: string }
  /** No thin pool of that name exists, or it is active. */
  | { readonly kind: 'pool-not-inactive'; readonly vg: string; readonly lv: string }
  | {
      readonly kind: 'lv-linear';
      readonly vg: string;
      readonly lv: string;
      readonly size: Bytes;
      /** null: it has no tags. */
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
   * Nothing but Docker's own empty base device was ever created in it: the kernel's transaction id
   * is 0, or 1 as after dockerd's first start (moby, daemon/graphdriver/devmapper: one transaction
   * for each device).
   */
  | { readonly kind: 'pool-unused'; readonly vg: string; readonly lv: string }
  /**
   * The data or the metadata of an active pool is smaller according to LVM, or at least that large
   * according to both LVM and the kernel. A size that only one of them reports is neither.
   */
  | {
      readonly kind: 'pool-size';
      readonly vg: string;
      readonly lv: string;
      readonly part: 'data' | 'metadata';
      readonly is: 'below' | 'at-least';
      readonly size: Bytes;
    }
  /** Its usage is at most this percentage, or its size is the result of an auto-extension. */
  | {
      readonly kind: 'pool-extended';
      readonly vg: string;
      readonly lv: string;
      readonly part: 'data' | 'metadata';
      readonly threshold: number;
      readonly size: Bytes;
    }
  /**
   * The thin pool of that device-mapper name can grow: it has one live table, is not suspended,
   * failed or read-only, and needs no check. Out of data space is fine: growing fixes that.
   */
  | { readonly kind: 'pool-sound'; readonly pool: string }
  /** No device-mapper device uses it. */
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
  /** The volume, hidden or not, has this size: of two that change places, it tells which is which. */
  | { readonly kind: 'lv-size'; readonly vg: string; readonly lv: string; readonly size: Bytes }
  /** The volume, hidden or not, exists and is not active. */
  | { readonly kind: 'lv-inactive'; readonly vg: string; readonly lv: string }
  /** The copy of a pool's metadata in this folder was examined, and what was found is on disk. */
  | { readonly kind: 'metadata-examined'; readonly path: string }
  | {
      readonly kind: 'file';
      readonly path: string;
      /** null: it does not exist. */
      readonly sha256: string | null;
    }
  | {
      readonly kind: 'directory';
      readonly path: string;
      readonly is: 'absent' | 'present' | 'empty' | { readonly inode: number };
    }
  /** The path is a symbolic link that resolves to the target; null: it does not exist. */
  | { readonly kind: 'link'; readonly path: string; readonly target: string | null }
  | { readonly kind: 'units'; readonly names: readonly string[]; readonly active: boolean }
  /** None of the units is in systemd's failed state, so its start limit cannot prevent a start. */
  | { readonly kind: 'units-not-failed'; readonly names: readonly string[] }
  /** systemd has none of the units loaded with an older text than its file has (NeedDaemonReload). */
  | { readonly kind: 'units-current'; readonly names: readonly string[] }
  /** docker info reports this driver, and this pool if one is named. */
  | {
      readonly kind: 'docker-driver';
      readonly driver: string;
      readonly pool: string | PoolOnLoopFiles | null;
    }
  /**
   * docker info reports at least these totals for this pool, to four digits: stale figures are
   * smaller. True while Docker is stopped: dockerd asks the kernel when it starts.
   */
  | {
      readonly kind: 'engine-pool-size';
      readonly pool: string;
      readonly data: Bytes;
      readonly metadata: Bytes;
    }
  /** The file with this identity has this size. */
  | { readonly kind: 'file-size'; readonly file: FileIdentity; readonly size: Bytes }
  /**
   * The loop device is backed by that file and has this size for the kernel. If a pool is named,
   * also true once the pool no longer exists: its loop devices are gone with it.
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
  /** docker info answers, and Docker uses a different pool or none. */
  | { readonly kind: 'docker-off-pool'; readonly pool: string }
  /** No device-mapper device that Docker created on loop files of this data root exists. */
  | { readonly kind: 'loop-pool-absent'; readonly dataRoot: string }
  | { readonly kind: 'entries'; readonly root: EntriesAside; readonly is: EntriesState }
  /** The entries hold nothing a person would miss; nothing is mounted below the data root. */
  | { readonly kind: 'entries-bare'; readonly root: EntriesAside; readonly of: EntriesPart }
  /** The data root has no images, containers, volumes, plugins, swarm or mounts below. */
  | { readonly kind: 'data-root-bare'; readonly path: string }
  /**
   * As above, except that images and containers do not count, since their content was in the pool;
   * no other storage driver has kept anything in it.
   */
  | { readonly kind: 'data-root-spent'; readonly path: string }
  /** A layer is converted, or Docker has it no more. */
  | {
      readonly kind: 'layer-converted';
      readonly places: LayerPlaces;
      readonly id: string;
      /** The file that exists as long as Docker has the layer. */
      readonly record: string;
      /** For a container's layer, which changes as soon as Docker runs; null: an image layer. */
      readonly hold: LayerHold | null;
    }
  /**
   * Docker has not started since its layers were held, and no container has outlived it, with its
   * layer mounted; or the switch was made.
   */
  | { readonly kind: 'layers-held'; readonly hold: LayerHold; readonly dataRoot: string }
  /** Every layer that Docker has on record is converted and stands on its parents, and no others are. */
  | {
      readonly kind: 'layers-complete';
      readonly places: LayerPlaces;
      readonly dataRoot: string;
      readonly hold: LayerHold;
    }
  /** One tree has the files of the other, byte by byte, or the switch was made. */
  | {
      readonly kind: 'tree-copied';
      readonly from: string;
      readonly to: string;
      readonly hold: LayerHold;
    }
  /** The containers that the devicemapper driver has on record have this driver in config.v2.json. */
  | { readonly kind: 'container-driver'; readonly dataRoot: string; readonly is: string }
  /** Docker lists every image and container that the devicemapper driver has on record. */
  | { readonly kind: 'nothing-missing'; readonly dataRoot: string }
  /**
   * Docker lists each of these networks that a container on record is configured for. People may remove the
   * others at any time.
   */
  | {
      readonly kind: 'networks-kept';
      readonly dataRoot: string;
      readonly networks: readonly UserNetwork[];
    }
  /** No mount and no device of a conversion exists. */
  | { readonly kind: 'layers-released' }
  /** LVM has the volume active. */
  | { readonly kind: 'volume-active'; readonly volume: LayerVolume }
  /** The volume carries this file system. */
  | { readonly kind: 'volume-formatted'; readonly volume: LayerVolume }
  /** The volume is mounted at one of these places, and nowhere else; empty: nowhere. */
  | {
      readonly kind: 'volume-mounted';
      readonly volume: LayerVolume;
      readonly at: readonly string[];
    }
  /** A copy of containerd's main file leads to the settings that the file leads to, but for the snapshotter's. */
  | {
      readonly kind: 'containerd-config-same';
      /** Full path of the daemon, which reads both. */
      readonly program: string;
      readonly config: string;
      readonly copy: string;
      /** True: the snapshotter of Kubernetes may change, too. */
      readonly cri: boolean;
    }
  /** containerd's devmapper plugin is up, and its configuration names this pool. */
  | { readonly kind: 'containerd-on-pool'; readonly pool: string }
  /** containerd runs without this pool. */
  | { readonly kind: 'containerd-off-pool'; readonly pool: string }
  /** The devmapper snapshotter has no snapshot on record but those of dmctl's own trial. */
  | { readonly kind: 'containerd-unused'; readonly root: string }
  /** Nothing is left of a trial of the snapshotter. */
  | { readonly kind: 'containerd-tried' }
  /** No container with a snapshot in the pool has a task, running or paused. */
  | { readonly kind: 'containerd-idle' }
  /** The engine of the pool has no thin device of that id on record. */
  | {
      readonly kind: 'thin-not-on-record';
      readonly pool: string;
      readonly deviceId: number;
      readonly records: EngineRecords;
    }
  /** The directory does not exist, or holds no layer, image or container. */
  | { readonly kind: 'overlay-bare'; readonly path: string; readonly holds: 'layers' | 'records' };

/** Directories in which converted layers are: while they are made, and once Docker may use them. */
export interface LayerPlaces {
  readonly building: string;
  readonly final: string;
}

/**
 * Proof that the layers of containers have not changed since they were converted: a mark that
 * Docker removes as it starts, or daemon.json with the content that leads Docker to the converted ones.
 */
export interface LayerHold {
  readonly mark: string;
  readonly switched: { readonly path: string; readonly sha256: string };
}

/** A pool on loop files of any name and at least this size; null: of any size. */
export interface PoolOnLoopFiles {
  readonly onLoopFiles: { readonly data: Bytes | null; readonly metadata: Bytes | null };
}

/** The condition of a kind, or of one of several. */
export type ConditionOf<K extends Condition['kind']> = Extract<Condition, { kind: K }>;

/** The result of checking a condition on the host. */
export type Finding =
  | { readonly verdict: 'holds' }
  | { readonly verdict: 'fails'; readonly found: string }
  | { readonly verdict: 'unknown'; readonly why: string };

export const holds: Finding = { verdict: 'holds' };
export const fails = (found: string): Finding => ({ verdict: 'fails', found });
export const undecided = (why: string): Finding => ({ verdict: 'unknown', why });
