import type { Program } from '../command.ts';
import type { DeviceIdentity } from './device.ts';
import type { Known } from '../known.ts';

/** What Docker is told, and notes down, when it sets a device up itself. Percentages are whole. */
export interface ManagedConfig {
  /** As it was typed: Docker compares the word. */
  readonly device: string;
  readonly thinpPercent: number;
  readonly thinpMetapercent: number;
  readonly autoextendThreshold: number;
  readonly autoextendPercent: number;
}

/** What Docker's own set-up depends on, beside Facts. */
export interface ManagedGround {
  /** Names of devices that lvmdiskscan prints, with their numbers `MAJ:MIN`; null: no block device. */
  readonly scanned: Known<readonly ScannedDevice[]>;
  /** Programs that Docker asks or starts for it, and that this host does not have. */
  readonly missing: readonly Program[];
  /** What Docker has set up, by its own record; null: there is none. */
  readonly setUp: Known<ManagedConfig | null>;
}

export interface ScannedDevice {
  readonly path: string;
  readonly majorMinor: string | null;
}

/** The disk that Docker set up in a run, and when that run began and ended: seconds since 1970. */
export interface ManagedOrigin {
  readonly device: DeviceIdentity;
  readonly wasBlank: boolean;
  readonly from: number;
  readonly to: number;
}
