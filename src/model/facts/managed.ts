import type { Program } from '../command.ts';
import type { DeviceIdentity } from './device.ts';
import type { Known } from '../known.ts';

/** Options that Docker gets and records when it sets up a device. Percentages are whole. */
export interface ManagedConfig {
  /** The path as it was typed: Docker compares the text. */
  readonly device: string;
  readonly thinpPercent: number;
  readonly thinpMetapercent: number;
  readonly autoextendThreshold: number;
  readonly autoextendPercent: number;
}

/** Additional facts for Docker's own setup. */
export interface ManagedGround {
  /** Devices that lvmdiskscan prints, with their numbers `MAJ:MIN`; null: not a block device. */
  readonly scanned: Known<readonly ScannedDevice[]>;
  /** Programs that Docker needs for it and this host does not have. */
  readonly missing: readonly Program[];
  /** The setup that Docker has recorded; null: there is none. */
  readonly setUp: Known<ManagedConfig | null>;
}

export interface ScannedDevice {
  readonly path: string;
  readonly majorMinor: string | null;
}

/** The disk that Docker set up in a run, and its start and end in seconds since 1970. */
export interface ManagedOrigin {
  readonly device: DeviceIdentity;
  readonly wasBlank: boolean;
  readonly from: number;
  readonly to: number;
}
