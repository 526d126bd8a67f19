import { crc32 } from 'node:zlib';
import type { Disk, Vg } from './state.ts';

const MIB = 2 ** 20;
/** Where LVM puts its label, and the metadata area with its header. */
const LABEL = 512;
export const AREA = 4096;
const HEADER = 512;

/** The first MiB of a disk, as far as anything reads it: other data, LVM's area, its label. */
export function firstMiB({ residue, fill, area, pv }: Disk): Buffer {
  const bytes = Buffer.alloc(MIB);
  if (residue !== null && residue < MIB) bytes.fill(fill, residue);
  if (area !== null) {
    writeHeader(bytes.subarray(AREA, AREA + HEADER));
    bytes.write(area, AREA + HEADER, 'latin1');
  }
  if (pv !== null) writeLabel(bytes.subarray(LABEL, LABEL + 512), pv.uuid);
  return bytes;
}

/** struct label_header and struct pv_header: one data area from 1 MiB on, one of metadata before it. */
function writeLabel(label: Buffer, uuid: string): void {
  const plain = uuid.replaceAll('-', '');
  label.write(`LABELONE${'-'.repeat(12)}`, 'latin1');
  label.writeUInt32LE(32, 20);
  label.write(`LVM2 001${plain}`, 24, 'latin1');
  const areas = [MIB, 0, 0, 0, AREA, MIB - AREA, 0, 0];
  areas.forEach((word, n) => label.writeBigUInt64LE(BigInt(word), 32 + 32 + 8 + 8 * n));
}

/** As on the disks in fixtures/leftovers. */
function writeHeader(header: Buffer): void {
  header.fill(0);
  header.write(' LVM2 x[5A%r0N*>', 4, 'latin1');
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(AREA), 24);
  header.writeBigUInt64LE(BigInt(MIB - AREA), 32);
  header.writeUInt32LE(~crc32(header.subarray(4), ~0xf597a6cf >>> 0) >>> 0, 0);
}

/** The metadata text of a group as far as it says whose it is, up to the end of its sector. */
export function textOf({ name, uuid, pvUuids }: Vg, seconds: number): string {
  const pvs = pvUuids.map((id, n) => `pv${String(n)} {\nid = "${id}"\n}\n`).join('');
  const text = `${name} {\nid = "${uuid}"\nseqno = 1\nphysical_volumes {\n${pvs}}\n}\ncreation_time = ${String(seconds)}\t# now\n`;
  return text.padEnd(Math.ceil((text.length + 1) / 512) * 512, '\0');
}
