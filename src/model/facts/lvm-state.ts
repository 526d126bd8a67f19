import type { Bytes, Extents } from '../units.ts';

/** One physical volume as LVM reports it, orphans and foreign ones included (pvs -a --foreign). */
export interface PhysicalVolume {
  readonly device: string;
  readonly uuid: string;
  /** null: in no volume group. */
  readonly vg: string | null;
  /** null: in none, or in one that LVM cannot read. */
  readonly vgUuid: string | null;
  readonly size: Bytes;
  readonly free: Bytes;
  readonly missing: boolean;
  /** False after pvchange --allocatable n: LVM takes no extents there. */
  readonly allocatable: boolean;
  readonly duplicate: boolean;
  /** In use by a VG this host cannot read (`u--` with VG `[unknown]`, exported or foreign). */
  readonly inUse: boolean;
}

export interface VolumeGroup {
  readonly name: string;
  readonly uuid: string;
  readonly tags: readonly string[];
  readonly extentSize: Bytes;
  readonly extentCount: Extents;
  readonly freeExtents: Extents;
  readonly missingPvs: number;
  readonly exported: boolean;
  /** lvm(8), --alloc: `normal`, `contiguous`, `cling` ... */
  readonly allocation: string;
  readonly foreign: boolean;
  /** '' where the group belongs to no host in particular (lvmsystemid(7)). */
  readonly systemId: string;
  /** LVM refuses to change the group (vgchange --permission r, or metadata it only reads). */
  readonly readOnly: boolean;
  /** `sanlock`, `dlm` ...: only with lvmlockd can the group be changed; '' is a local group. */
  readonly lockType: string;
  /** vgchange --setautoactivation; null: LVM before 2.03.12 has no such property. */
  readonly autoActivation: boolean | null;
  /** UUIDs of other groups with this name: LVM takes the name for neither. */
  readonly namesakes: readonly string[];
  /** Devices that carry a copy of one of its physical volumes: LVM refuses to change the group. */
  readonly copies: readonly string[];
}

/** The type of its segments (lvs -o segtype), as far as dmctl distinguishes them; `other`: of several. */
export type SegmentType = 'linear' | 'striped' | 'raid1' | 'thin-pool' | 'thin' | 'other';

export interface LogicalVolume {
  readonly vg: string;
  readonly vgUuid: string;
  /** Without the brackets LVM puts around hidden volumes. */
  readonly name: string;
  readonly uuid: string;
  readonly hidden: boolean;
  readonly tags: readonly string[];
  readonly segmentType: SegmentType;
  /** Stripes or raid images; 1 for the rest. */
  readonly areas: number;
  /** lvm(8), --alloc: `inherit`, `normal`, `contiguous` ... */
  readonly allocation: string;
  readonly size: Bytes;
  readonly active: boolean;
  /** True if `lvchange -ay` skips the volume (lv_skip_activation). */
  readonly skipActivation: boolean;
  /** lvchange --setautoactivation; null: LVM before 2.03.12 has no such property. */
  readonly autoActivation: boolean | null;
  /** lv_health_status: '' is healthy; 'failed', 'out_of_data', 'metadata_read_only', 'partial'. */
  readonly health: string;
  /** null: LVM reports -1, unknown (inactive, or not a pool). */
  readonly checkNeeded: boolean | null;
  /** Attached metadata profile (lv_profile), or null. */
  readonly profile: string | null;
  /** seg_monitor; null where LVM prints none, as for inactive or unmonitorable volumes. */
  readonly monitored: boolean | null;
  /** The rest is filled for thin pools. */
  readonly dataPercent: number | null;
  readonly metadataPercent: number | null;
  readonly metadataSize: Bytes | null;
  readonly chunkSize: Bytes | null;
  readonly transactionId: number | null;
  readonly dataLv: string | null;
  readonly metadataLv: string | null;
  /** The thin pool that a thin volume belongs to. */
  readonly poolLv: string | null;
}

/** All of LVM's state, from one report. */
export interface LvmState {
  readonly pvs: readonly PhysicalVolume[];
  readonly vgs: readonly VolumeGroup[];
  readonly lvs: readonly LogicalVolume[];
  readonly duplicates: readonly DuplicatePv[];
  /** Devices whose LVM metadata is damaged; what was on them is in none of the lists. */
  readonly damaged: readonly string[];
}

/** A device that LVM sets aside because another carries the same physical volume. */
export interface DuplicatePv {
  readonly device: string;
  /** UUID of the physical volume, without hyphens. */
  readonly uuid: string;
}

/**
 * The effective LVM settings (lvmconfig) by which LVM may not see, activate, change or extend a pool, and
 * those that dmctl needs itself. Where a release has no such setting, the value is what it does without.
 */
export interface LvmSettings {
  /** config/profile_dir */
  readonly profileDir: string;
  readonly monitoring: boolean;
  /** The setting by which LVM activates volumes as their disks appear, and whether it does. */
  readonly eventActivation: {
    readonly setting: 'event_activation' | 'use_lvmetad';
    readonly on: boolean;
  };
  /** null: not set, so everything is activated. */
  readonly autoActivationVolumeList: readonly string[] | null;
  readonly volumeList: readonly string[] | null;
  /** null: not set, so nothing is activated read-only. */
  readonly readOnlyVolumeList: readonly string[] | null;
  /** global/activation; false: LVM does not touch the kernel's devices. */
  readonly activation: boolean;
  /** global/locking_type; 4 lets LVM only read. */
  readonly lockingType: number;
  readonly useLvmlockd: boolean;
  readonly systemIdSource: string;
  /** local/system_id, which is the host's system ID where the source is `lvmlocal`; '': not set. */
  readonly localSystemId: string;
  /** '' if the check is disabled (global/thin_check_executable). */
  readonly thinCheckExecutable: string;
  readonly thinCheckOptions: readonly string[];
  /** The directory for copies of the metadata from before each change; null: LVM keeps none (backup/archive). */
  readonly archiveDir: string | null;
  /** Where LVM keeps copies of the present metadata; null: it keeps none (backup/backup). */
  readonly backupDir: string | null;
  readonly dmeventd: DmeventdSettings;
  /** False also for a release that has no devices file. */
  readonly useDevicesFile: boolean;
  /** Its name in /etc/lvm/devices. */
  readonly devicesFile: string;
  /**
   * Settings that limit on which devices LVM looks for physical volumes, where they are not at their
   * defaults: `devices/filter=["r|.*|"]`.
   */
  readonly hiding: readonly string[];
  readonly allowMixedBlockSizes: boolean;
  readonly placing: Placing;
  /** Settings of a pool without a profile: those of lvm.conf, else LVM's defaults (100, 20). */
  readonly autoextend: AutoextendSettings;
}

/** How pvcreate and vgcreate lay out a disk if nobody tells them (lvm.conf(5)). */
export interface Placing {
  /** devices/data_alignment; null: by the default and the disk's own. */
  readonly alignment: Bytes | null;
  readonly defaultAlignment: Bytes;
  /** devices/data_alignment_detection: the disk's optimal I/O size may take the default's place. */
  readonly detectsAlignment: boolean;
  /** metadata/pvmetadatasize; null: up to 1 MiB. */
  readonly metadataSize: Bytes | null;
  /** metadata/pvmetadatacopies; the second one is at the end of the disk. */
  readonly metadataCopies: number;
  /** allocation/physical_extent_size */
  readonly extentSize: Bytes;
}

/** How LVM has pools monitored and extended; '' where the release has no such setting. */
export interface DmeventdSettings {
  readonly executable: string;
  readonly thinLibrary: string;
  readonly thinCommand: string;
}

/** The auto-extension settings that LVM reads, which proves the profile complete and valid. */
export interface AutoextendSettings {
  /** Usage in percent; 100 disables auto-extension. */
  readonly threshold: number;
  /** Percentage of the present size. */
  readonly percent: number;
}
