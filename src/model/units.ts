/**
 * Quantities carry their unit in the type: a number is converted once, where it is read.
 * Binary letters throughout, as in lvm(8): 200G is 200 GiB.
 */

export type Bytes = number & { readonly unit: 'bytes' };
/** 512-byte sectors, the unit of every device-mapper table (dmsetup(8)). */
export type Sectors = number & { readonly unit: 'sectors' };
/** LVM physical extents; their size belongs to the volume group. */
export type Extents = number & { readonly unit: 'extents' };

export const SECTOR_BYTES = 512;
export const KIB = 1024;
export const MIB = 1024 ** 2;
export const GIB = 1024 ** 3;
export const TIB = 1024 ** 4;

function whole(n: number, unit: string): number {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new RangeError(`${String(n)} is not a whole number of ${unit}`);
  }
  return n;
}

/** @throws RangeError unless `n` is a whole number from 0 to 2^53 - 1 */
export const bytes = (n: number): Bytes => whole(n, 'bytes') as Bytes;

/** @throws RangeError unless `n` is a whole number from 0 to 2^53 - 1 */
export const sectors = (n: number): Sectors => whole(n, 'sectors') as Sectors;

/** @throws RangeError unless `n` is a whole number from 0 to 2^53 - 1 */
export const extents = (n: number): Extents => whole(n, 'extents') as Extents;

export const sectorsToBytes = (n: Sectors): Bytes => bytes(n * SECTOR_BYTES);

/** Converts bytes to extents, rounded up as lvcreate(8) rounds sizes. */
export const extentsFor = (n: Bytes, extentSize: Bytes): Extents =>
  extents(Math.ceil(n / extentSize));

export const extentsToBytes = (n: Extents, extentSize: Bytes): Bytes => bytes(n * extentSize);

const IEC = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const SI = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

function scaled(n: number, base: number, names: readonly string[], digits: number): string {
  let value = n;
  let step = 0;
  while (value >= base && step < names.length - 1) {
    value /= base;
    step += 1;
  }
  return `${String(Number(value.toPrecision(digits)))} ${names[step] ?? 'B'}`;
}

export type UnitSystem = 'iec' | 'si' | 'bytes';

/**
 * Formats a size for people: `95 GiB` (iec), `102 GB` (si, four digits, as docker info prints it)
 * or `102005473280 B`.
 */
export function formatBytes(n: Bytes, system: UnitSystem = 'iec'): string {
  if (system === 'bytes') return `${String(n)} B`;
  return system === 'iec' ? scaled(n, 1024, IEC, 4) : scaled(n, 1000, SI, 4);
}

/** Formats a number of extents with their size: `9.496 GiB (2431 extents)`. */
export const formatExtents = (count: number, extentSize: Bytes): string =>
  `${formatBytes(bytes(count * extentSize))} (${String(count)} extents)`;

/** A contiguous range of bytes of a device. */
export interface Range {
  readonly offset: Bytes;
  readonly length: Bytes;
}

/**
 * Returns the first and the last MiB of a device of `size` bytes, or less on a smaller device.
 * @param reach length to use instead of a MiB
 */
export function endsOf(size: Bytes, reach: Bytes = bytes(MIB)): readonly [Range, Range] {
  const length = bytes(Math.min(reach, size));
  return [
    { offset: bytes(0), length },
    { offset: bytes(size - length), length },
  ];
}
