import type { BootUnit } from './boot-unit.ts';
import type { DeviceFacts } from './device.ts';
import type { DiskSize } from './disk-size.ts';
import type { DmDevice, ThinPoolDevice } from './dm.ts';
import type { EngineFacts } from '../engine.ts';
import type { Known } from '../known.ts';
import type { JoiningDisks, LvmAccess } from './lvm-access.ts';
import type { AutoextendSettings, LvmSettings, LvmState } from './lvm-state.ts';

export type ToolName =
  'lvm' | 'dmsetup' | 'thin_check' | 'wipefs' | 'lsblk' | 'docker' | 'systemctl';

export interface Tool {
  /** null: not found in any of the fixed directories. */
  readonly path: string | null;
  /** `2.03.16`; unknown if it was not asked for or not understood. */
  readonly version: Known<string>;
}

export interface KernelFacts {
  readonly release: string;
  /** True if the thin-pool target is built in, loaded, or available as a module. */
  readonly thinPool: Known<boolean>;
}

/** The profile file as it is on disk. */
export interface ProfileFile {
  readonly path: string;
  /** null: it does not exist. */
  readonly text: string | null;
  readonly sha256: string | null;
}

/** All observed facts about the host; every decision is made from them. */
export interface Facts {
  readonly euid: number;
  readonly kernel: KernelFacts;
  readonly tools: Readonly<Record<ToolName, Tool>>;
  readonly lvm: Known<LvmState>;
  readonly lvmSettings: Known<LvmSettings>;
  readonly lvmAccess: LvmAccess;
  readonly joining: JoiningDisks;
  /**
   * The kind of file at the path where LVM would create the directory of the new volume group,
   * `/dev/docker`, or null. Unknown if no group is to be created.
   */
  readonly groupPathTaken: Known<string | null>;
  /** Names of all device-mapper devices. */
  readonly dmNames: Known<readonly string[]>;
  /** Unknown if there is no pool: they decide nothing then. */
  readonly dm: Known<readonly DmDevice[]>;
  readonly thinPools: Known<readonly ThinPoolDevice[]>;
  /** The container engine that uses the pool. */
  readonly engine: EngineFacts;
  readonly profile: Known<ProfileFile>;
  /** Settings that LVM reads from the profile; null: LVM finds none or rejects it. */
  readonly profileSettings: Known<AutoextendSettings | null>;
  /** The unit that activates the pool before Docker at the next boot. */
  readonly bootUnit: BootUnit;
  /** The devices named on the command line, in that order. */
  readonly devices: readonly DeviceFacts[];
  /** Sizes of the disks under the pool's volume group; those of missing ones are left out. */
  readonly diskSizes: Known<readonly DiskSize[]>;
  /** Disks below the pool, for notes. */
  readonly rotationalDisks: Known<readonly string[]>;
  /** Pid of a live dmeventd, or null. */
  readonly dmeventd: Known<number | null>;
}
