import type { LoopSizes } from '../../../docker/loop-files.ts';
import { EXIT } from '../../../model/exit-codes.ts';
import type { Known } from '../../../model/known.ts';
import type { Notice } from '../../../model/notice.ts';
import { formatBytes, type Bytes } from '../../../model/units.ts';

const TESTING_ONLY: Notice = {
  code: 'DM102',
  message: 'loop-lvm is for testing only',
  why: 'the pool lies on two sparse files behind loop devices: slow, and Docker itself strongly discourages it for production',
  fix: ['for production, on a blank disk: dmctl setup direct-lvm DEVICE'],
  exitCode: EXIT.done,
};

/** Decimal as docker info prints it, and binary as it was asked for. */
const both = (size: Bytes): string => `${formatBytes(size, 'si')} (${formatBytes(size)})`;

/**
 * What a person has to know of any pool on loop files.
 * @param sizes what its files promise; null: not known
 * @param room what their file system has free
 */
export function loopWarnings(
  sizes: LoopSizes<Bytes | null>,
  room: Known<Bytes>,
  dataRoot: string,
): readonly Notice[] {
  const { data, metadata } = sizes;
  const said = (size: Bytes | null): string => (size === null ? 'an unknown size' : both(size));
  const promise = `the loop files promise ${said(data)} of data and ${said(metadata)} of metadata`;
  const free = room.known
    ? `the file system of ${dataRoot} has ${both(room.value)} free`
    : `what the file system of ${dataRoot} has free could not be read: ${room.why}`;
  const notice: Notice = {
    code: 'DM210',
    message: `${promise}; ${free}`,
    why: 'they are sparse: room is taken as containers write, and a full file system damages the pool',
    fix: [`watch it: df -h ${dataRoot}`, 'dmctl setup loop-lvm --data-size promises less'],
    exitCode: EXIT.done,
  };
  return [TESTING_ONLY, notice];
}
