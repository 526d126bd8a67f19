import type { LoopSizes } from '../../../docker/loop-files.ts';
import { EXIT } from '../../../model/exit-codes.ts';
import type { Known } from '../../../model/known.ts';
import type { Notice } from '../../../model/notice.ts';
import { formatBytes, type Bytes } from '../../../model/units.ts';

const TESTING_ONLY: Notice = {
  code: 'DM102',
  message: 'loop-lvm is for testing only',
  why: 'the pool is on two sparse files behind loop devices: slow, and strongly discouraged for production by Docker itself',
  fix: ['for production, on a blank disk: dmctl setup direct-lvm DEVICE'],
  exitCode: EXIT.done,
};

/** Formats a size in decimal, as docker info does, and in binary, as requested. */
const both = (size: Bytes): string => `${formatBytes(size, 'si')} (${formatBytes(size)})`;

/**
 * Warns about a pool on loop files.
 * @param sizes sizes of its files; null if unknown
 * @param room free space of their file system
 */
export function loopWarnings(
  sizes: LoopSizes<Bytes | null>,
  room: Known<Bytes>,
  dataRoot: string,
): readonly Notice[] {
  const { data, metadata } = sizes;
  const said = (size: Bytes | null): string => (size === null ? 'an unknown size' : both(size));
  const promise = `the loop files provide ${said(data)} of data and ${said(metadata)} of metadata`;
  const free = room.known
    ? `the file system of ${dataRoot} has ${both(room.value)} free`
    : `the free space of ${dataRoot} is unknown: ${room.why}`;
  const notice: Notice = {
    code: 'DM210',
    message: `${promise}; ${free}`,
    why: 'they are sparse: space is used as containers write, and a full file system damages the pool',
    fix: [
      `monitor it: df -h ${dataRoot}`,
      'or use smaller files: dmctl setup loop-lvm --data-size SIZE',
    ],
    exitCode: EXIT.done,
  };
  return [TESTING_ONLY, notice];
}
