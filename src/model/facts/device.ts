import type { Known } from '../known.ts';
import type { PhysicalVolume } from './lvm-state.ts';
import type { Bytes, Range } from '../units.ts';

/** The identity of a disk, checked again right before it is written. */
export interface DeviceIdentity {
  /** The name as it was given, for messages. */
  readonly path: string;
  /** The device that the name leads to, where it is a link. */
  readonly realPath?: string;
  readonly majorMinor: string;
  readonly size: Bytes;
  /** Serial number or WWN, if the disk has one. */
  readonly serial: string | null;
  /** Where it lies on its disk, if it is a partition. */
  readonly partition?: PartitionPlace;
}

/** The place of a partition, which tells it from another one of its number and size. */
export interface PartitionPlace {
  /** First sector of 512 bytes. */
  readonly start: number;
  /** Serial numbers and names for life of its disk, as the kernel knows them. */
  readonly diskSerials: readonly string[];
}

/** The name of the device for commands: a link can be re-pointed between the look and the command. */
export const deviceNode = ({ path, realPath }: DeviceIdentity): string => realPath ?? path;

/**
 * Proof, in the bytes of a disk's first MiB, that zeros may be written to the disk. It is checked before the
 * step, and once more on the opened device.
 * - label: LVM's label of the physical volume with this UUID
 * - leftover: nothing but zeros and what LVM leaves of a removed physical volume, which is the header of
 *   its metadata area, and metadata of volume groups that name this UUID. A disk that was not blank
 *   before holds other bytes too; there one such text of metadata is enough.
 * - dockers-leftover: the same, but with metadata of this volume group that is no older than `since`
 *   (seconds since 1970), because the UUIDs that Docker assigns are random
 */
export type DiskProof =
  | { readonly kind: 'label'; readonly uuid: string }
  | { readonly kind: 'leftover'; readonly uuid: string; readonly wasBlank: boolean }
  | { readonly kind: 'dockers-leftover'; readonly vg: string; readonly since: number };

/** Bytes of a device, and the file that keeps a copy of them. */
export interface SavedRange extends Range {
  readonly path: string;
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
      /** For a disk that is not blank: sha256 of a part that no tool writes to before LVM's metadata gets there. */
      readonly sample: Known<string>;
      readonly exclusivelyHeld: Known<boolean>;
      /** The physical volume on it, or null. */
      readonly pv: Known<PhysicalVolume | null>;
      /** Physical volumes on its partitions. */
      readonly partitionPvs: Known<readonly PhysicalVolume[]>;
      /** The physical volume on the whole disk that a partition lies on, or null; undefined: it is no partition. */
      readonly diskPv?: Known<PhysicalVolume | null>;
    };

export type UsableDevice = Extract<DeviceFacts, { usable: true }>;
