import type { Known } from '../known.ts';
import type { PhysicalVolume } from './lvm-state.ts';
import type { Bytes } from '../units.ts';

/** What makes a disk this disk and no other, looked at again right before it is written. */
export interface DeviceIdentity {
  /** The name that was given, kept for messages and for LVM. */
  readonly path: string;
  readonly majorMinor: string;
  readonly size: Bytes;
  /** Serial or WWN, where the disk has one. */
  readonly serial: string | null;
}

/** One signature that wipefs(8) found. */
export interface Signature {
  readonly device: string;
  readonly offset: Bytes;
  readonly type: string;
  readonly label: string | null;
  readonly uuid: string | null;
}

/** A device that was named on the command line, as far as the host let us see. */
export type DeviceFacts =
  | {
      readonly path: string;
      readonly usable: false;
      /** The path leads to no block device, to one of no size, or to one that could not be looked at. */
      readonly is: 'no-device' | 'empty' | 'unread';
      readonly why: string;
    }
  | {
      readonly path: string;
      readonly usable: true;
      readonly identity: DeviceIdentity;
      readonly realPath: string;
      /** Kernel name, `xvdf`. */
      readonly kernelName: string;
      /** lsblk's TYPE: disk, part, loop, mpath, md ... */
      readonly type: string;
      readonly readOnly: boolean;
      readonly removable: boolean;
      readonly rotational: boolean;
      readonly optimalIoBytes: Bytes;
      readonly model: string | null;
      /** Devices above it: partitions, dm, md, with their mount points. */
      readonly children: readonly { readonly path: string; readonly type: string }[];
      readonly mountPoints: readonly string[];
      /** Kernel names of loop devices that show it, and of its holders that are not among `children`. */
      readonly holders: readonly string[];
      readonly signatures: Known<readonly Signature[]>;
      /** Offset of the first byte that is not zero in the first or last MiB, or null. */
      readonly firstData: Known<Bytes | null>;
      readonly exclusivelyHeld: Known<boolean>;
      /** The PV on it, or null. */
      readonly pv: Known<PhysicalVolume | null>;
      /** Those on its partitions. */
      readonly partitionPvs: Known<readonly PhysicalVolume[]>;
    };

export type UsableDevice = Extract<DeviceFacts, { usable: true }>;
