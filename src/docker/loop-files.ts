import { bytes, GIB, KIB, type Bytes } from '../model/units.ts';
import { lastValue } from './pool-name.ts';

/** The two files of a loop-lvm pool. */
export interface LoopSizes<T> {
  readonly data: T;
  readonly metadata: T;
}

/** Docker's default sizes (moby: defaultDataLoopbackSize ...). */
export const DEFAULT_LOOP_SIZES: LoopSizes<Bytes> = {
  data: bytes(100 * GIB),
  metadata: bytes(2 * GIB),
};

/** moby: defaultThinpBlockSize. */
export const DEFAULT_BLOCK_SIZE = bytes(64 * KIB);

/** Their directory below Docker's data root. */
export const loopFilesIn = (dataRoot: string): LoopSizes<string> => ({
  data: `${dataRoot}/devicemapper/devicemapper/data`,
  metadata: `${dataRoot}/devicemapper/devicemapper/metadata`,
});

const LETTERS = ['', 'K', 'M', 'G', 'T'];

/** Formats a size for daemon.json, `100G`, with the largest unit that keeps it whole. */
export function storageSize(size: Bytes): string {
  const fits = LETTERS.findLastIndex((_, power) => size > 0 && size % 1024 ** power === 0);
  const power = Math.max(0, fits);
  return `${String(size / 1024 ** power)}${LETTERS[power] ?? ''}`;
}

const SIZE = /^(\d{1,15}(?:\.\d{1,6})?) ?([kmgtp]?)(?:i?b)?$/i;

/**
 * Returns the size set by the last option with that key; letters are binary, as in dockerd
 * (go-units, RAMInBytes). null: not set, or not a size.
 */
export function sizeOption(options: readonly string[], key: string): Bytes | null {
  const [, number, letter = ''] = SIZE.exec(lastValue(options, key) ?? '') ?? [];
  if (number === undefined) return null;
  const size = Math.floor(Number(number) * 1024 ** ' KMGTP'.indexOf(letter.toUpperCase() || ' '));
  return Number.isSafeInteger(size) ? bytes(size) : null;
}
