import type { Known } from '../known.ts';
import type { PhysicalVolume } from './lvm-state.ts';
import type { Bytes } from '../units.ts';

/** The identity of a disk, checked again right before it is written. */
export interface DeviceIdentity {
  /** The name as it was given, for messages and for LVM. */
  readonly path: string;
  readonly majorMinor: string;
  readonly size: Bytes;
  /** Serial number or WWN, if the disk has one. */
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

/** A device named on the command line, as far as it could be examined. */
export type DeviceFacts =
  | {
      readonly path: string;
      readonly usable: false;
      /** The path is not a block device, or one that is empty or could not be examined. */
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
      /** Devices on top of it: partitions, dm, md, with their mount points. */
      readonly children: readonly { readonly path: string; readonly type: string }[];
      readonly mountPoints: readonly string[];
      /** Kernel names of loop devices backed by it, and of holders that are not in `children`. */
      readonly holders: readonly string[];
      readonly signatures: Known<readonly Signature[]>;
      /** Offset of the first non-zero byte in the first or last MiB, or null. */
      readonly firstData: Known<Bytes | null>;
      readonly exclusivelyHeld: Known<boolean>;
      /** The physical volume on it, or null. */
      readonly pv: Known<PhysicalVolume | null>;
      /** Physical volumes on its partitions. */
      readonly partitionPvs: Known<readonly PhysicalVolume[]>;
    };

export type UsableDevice = Extract<DeviceFacts, { usable: true }>;
