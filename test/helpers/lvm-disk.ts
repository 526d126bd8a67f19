/**
 * The bytes that LVM writes at the beginning of a disk, made from values: for tests that need many
 * of them. That they are like LVM's own is shown by the recorded ones (fixtures/disks).
 */
import { checksumOf } from '../../src/lvm/on-disk/fields.ts';

const MIB = 2 ** 20;
const LABEL_AT = 512;
const AREA_AT = 4096;
const AREA_HEADER = 512;
const AREA_SIZE = MIB - AREA_AT;

/** A physical volume as pvcreate(8) makes it, in a group or in none. */
export interface LvmDisk {
  readonly uuid: string;
  /** Bytes of the whole disk. */
  readonly size: number;
  readonly used: boolean;
  /** The group's metadata; null: none was ever written. */
  readonly text: string | null;
  /** Where the text begins, from the beginning of the metadata area. */
  readonly textAt?: number;
}

/** The first MiB of it. */
export function lvmDisk({ uuid, size, used, text, textAt = AREA_HEADER }: LvmDisk): Buffer {
  const disk = Buffer.alloc(MIB);
  const label = disk.subarray(LABEL_AT, LABEL_AT + 512);
  label.write('LABELONE', 0, 'latin1');
  label.writeBigUInt64LE(1n, 8);
  label.writeUInt32LE(32, 20);
  label.write('LVM2 001', 24, 'latin1');
  label.write(uuid.replaceAll('-', ''), 32, 'latin1');
  label.writeBigUInt64LE(BigInt(size), 64);
  label.writeBigUInt64LE(BigInt(MIB), 72);
  label.writeBigUInt64LE(BigInt(AREA_AT), 104);
  label.writeBigUInt64LE(BigInt(AREA_SIZE), 112);
  label.writeUInt32LE(2, 136);
  label.writeUInt32LE(used ? 1 : 0, 140);
  label.writeUInt32LE(checksumOf(label.subarray(20)), 16);
  writeArea(disk.subarray(AREA_AT), text, textAt);
  return disk;
}

function writeArea(area: Buffer, text: string | null, textAt: number): void {
  area.write(' LVM2 x[5A%r0N*>', 4, 'latin1');
  area.writeUInt32LE(1, 20);
  area.writeBigUInt64LE(BigInt(AREA_AT), 24);
  area.writeBigUInt64LE(BigInt(AREA_SIZE), 32);
  if (text !== null) {
    const raw = Buffer.from(`${text}\0`);
    area.writeBigUInt64LE(BigInt(textAt), 40);
    area.writeBigUInt64LE(BigInt(raw.length), 48);
    area.writeUInt32LE(checksumOf(raw), 56);
    const first = raw.copy(area, textAt);
    raw.copy(area, AREA_HEADER, first);
  }
  area.writeUInt32LE(checksumOf(area.subarray(4, AREA_HEADER)), 0);
}
