import { ParseError } from '../../model/errors.ts';
import { bytes, type Bytes } from '../../model/units.ts';

/** Numbers and words at fixed places of a structure on disk, little-endian throughout. */
export interface Fields {
  readonly length: number;
  /** A 32-bit number. */
  u32(at: number): number;
  /** A 64-bit count of bytes. @throws ParseError above 2^53 */
  byteCount(at: number): Bytes;
  /** Is it zero from here to there? */
  isZero(from: number, to: number): boolean;
  /** Each byte as one letter. */
  word(at: number, length: number): string;
}

/** @throws ParseError for bytes that are fewer than `least` */
export function fieldsOf(source: string, raw: Uint8Array, least: number): Fields {
  if (raw.length < least) {
    throw new ParseError(source, `${String(least)} bytes`, `${String(raw.length)} bytes`);
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return {
    length: raw.length,
    u32: (at) => view.getUint32(at, true),
    byteCount: (at) => {
      const count = view.getBigUint64(at, true);
      if (count <= BigInt(Number.MAX_SAFE_INTEGER)) return bytes(Number(count));
      throw new ParseError(source, 'a count of bytes', String(count));
    },
    isZero: (from, to) => raw.subarray(from, to).every((byte) => byte === 0),
    word: (at, length) => String.fromCharCode(...raw.subarray(at, at + length)),
  };
}

const TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let crc = start;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/** LVM's checksum: CRC-32 from 0xf597a6cf on, not inverted at its end (lvm2, lib/misc/crc.c). */
export function checksumOf(raw: Uint8Array): number {
  let crc = 0xf597a6cf;
  for (const byte of raw) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return crc >>> 0;
}
