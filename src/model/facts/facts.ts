import type { BootUnit } from './boot-unit.ts';
import type { DeviceFacts } from './device.ts';
import type { DmDevice, ThinPoolDevice } from './dm.ts';
import type { EngineFacts } from '../engine.ts';
import type { Known } from '../known.ts';
import type { AutoextendSettings, LvmSettings, LvmState } from './lvm-state.ts';

export type ToolName =
  'lvm' | 'dmsetup' | 'thin_check' | 'wipefs' | 'lsblk' | 'dockerd' | 'docker' | 'systemctl';

export interface Tool {
  /** null: not in any of the fixed folders. */
  readonly path: string | null;
  /** `2.03.16`; unknown where it was not asked or not understood. */
  readonly version: Known<string>;
}

export interface KernelFacts {
  readonly release: string;
  /** thin-pool target built in, loaded, or there as a module. */
  readonly thinPool: Known<boolean>;
}

/** The profile file as it lies on disk. */
export interface ProfileFile {
  readonly path: string;
  /** null: not there. */
  readonly text: string | null;
  readonly sha256: string | null;
}

/** Everything that was seen of the host, from which all else is decided. */
export interface Facts {
  readonly euid: number;
  readonly kernel: KernelFacts;
  readonly tools: Readonly<Record<ToolName, Tool>>;
  readonly lvm: Known<LvmState>;
  readonly lvmSettings: Known<LvmSettings>;
  /**
   * What lies where LVM would make the folder of the new volume group, `/dev/docker`, or null. Unknown
   * where no group is to be made.
   */
  readonly groupPathTaken: Known<string | null>;
  /** Names of all device-mapper devices. */
  readonly dmNames: Known<readonly string[]>;
  /** Unknown where no pool is in place: nothing is decided by them then. */
  readonly dm: Known<readonly DmDevice[]>;
  readonly thinPools: Known<readonly ThinPoolDevice[]>;
  /** The engine that the pool is for. */
  readonly engine: EngineFacts;
  readonly profile: Known<ProfileFile>;
  /** What LVM reads from the profile; null: LVM says there is none, or it is invalid. */
  readonly profileSettings: Known<AutoextendSettings | null>;
  /** What has the pool active before Docker at the next boot. */
  readonly bootUnit: BootUnit;
  /** The devices named on the command line, in that order. */
  readonly devices: readonly DeviceFacts[];
  /** Disks below the pool, for notes. */
  readonly rotationalDisks: Known<readonly string[]>;
  /** Pid of a live dmeventd, or null. */
  readonly dmeventd: Known<number | null>;
}
