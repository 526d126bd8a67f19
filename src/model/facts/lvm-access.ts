import type { Known } from '../known.ts';
import type { PhysicalVolume } from './lvm-state.ts';

/** A directory that a program has to write to, and cannot. */
export interface BlockedFolder {
  readonly path: string;
  /** Completes "it cannot be written to: ". */
  readonly why: string;
}

/** Disks that are to become physical volumes, as LVM would take them. */
export interface JoiningDisks {
  /** Those that a setting of LVM's excludes, as they were named. */
  readonly excluded: Known<readonly string[]>;
  /** Bytes of a logical sector, of these disks and of those in the group, by path. */
  readonly sectorBytes: Known<ReadonlyMap<string, number>>;
}

/**
 * What keeps LVM and dmctl from working on this host beside the settings themselves: dmctl's report of LVM
 * reads past the devices file, and a setting may name what does not exist.
 */
export interface LvmAccess {
  /** Physical volumes of the report that LVM does not see with the host's own devices file. */
  readonly hiddenPvs: Known<readonly PhysicalVolume[]>;
  /** The host has tags: without a volume_list LVM activates only volumes that carry one of them. */
  readonly hostTags: Known<boolean>;
  /** Programs and libraries that LVM's settings name by their path, and that cannot be run. */
  readonly missingFiles: Known<readonly string[]>;
  /** Those of the directories that LVM and dmctl write to that cannot be written to. */
  readonly blockedFolders: Known<readonly BlockedFolder[]>;
  /** Kernel names of the disks below the pool's device, where LVM does not report its volume. */
  readonly disksBelow: Known<readonly string[]>;
}
