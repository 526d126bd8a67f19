import { reads, writes, type Command } from '../model/command.ts';
import { SECTOR_BYTES, type Bytes } from '../model/units.ts';

/** thin_check(8): exits with 0 if the metadata in a file or device is sound. */
export const checkMetadata = (path: string): Command => reads('thin_check', [path]);

/** The values that the first block of the metadata has to have, where it is damaged beyond restoring. */
export interface Overrides {
  readonly transactionId: number;
  readonly chunkSize: Bytes;
  readonly dataBlocks: number;
}

/**
 * thin_repair(8): reads what it can of one file and writes sound metadata into another, which has its size.
 * @param overrides null: the first block has them
 */
export function repairMetadata(from: string, to: string, overrides: Overrides | null): Command {
  const files = ['-i', from, '-o', to];
  if (overrides === null) return writes('thin_repair', files);
  const { transactionId, chunkSize, dataBlocks } = overrides;
  return writes('thin_repair', [
    ...files,
    ...['--transaction-id', String(transactionId)],
    ...['--data-block-size', String(chunkSize / SECTOR_BYTES)],
    ...['--nr-data-blocks', String(dataBlocks)],
  ]);
}

/** truncate(1): makes a file of that size, all of it a hole. */
export const makeEmptyFile = (path: string, size: Bytes): Command =>
  writes('truncate', ['-s', String(size), '--', path]);

/** lvchange(8): activates the metadata volume of an inactive pool by itself, for reading (LVM 2.03); -y agrees to that. */
export const activateComponent = (vg: string, lv: string): Command =>
  writes('lvchange', ['-ay', '-y', `${vg}/${lv}`]);

/**
 * lvchange(8): activates a pool, and has thin_check clear the needs_check flag of metadata that it finds sound. By
 * default LVM only checks (lvm.conf(5), global/thin_check_options), and so the pool would stay read-only.
 */
export const activateAndClear = (vg: string, pool: string): Command =>
  writes('lvchange', ['-ay', '--config', CLEARING, `${vg}/${pool}`]);

const CLEARING = 'global/thin_check_options=["-q","--clear-needs-check-flag"]';

/** lvconvert(8): the metadata volume of an inactive pool and another volume change places. */
export const swapMetadata = (vg: string, pool: string, lv: string): Command =>
  writes('lvconvert', ['-y', '--thinpool', `${vg}/${pool}`, '--poolmetadata', `${vg}/${lv}`]);

/** dmesg(1): all that the kernel has said since it started, as far as its buffer goes. */
export const kernelMessages = (): Command => reads('dmesg', []);
