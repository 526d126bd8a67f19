import { largestData, MAX_METADATA, neededMetadata } from '../../lvm/thin-pool.ts';
import type { Mode } from '../../model/check.ts';
import { METADATA_BLOCK_BYTES } from '../../model/facts/dm.ts';
import type { Notice } from '../../model/notice.ts';
import { bytes, formatBytes, MIB, type Bytes } from '../../model/units.ts';
import type { Part } from '../../pool/usage.ts';
import { refusal } from '../steps/refusal.ts';

/**
 * The most metadata the kernel uses, 15.875 GiB; more is left unused (drivers/md/
 * dm-thin-metadata.h, THIN_METADATA_MAX_SECTORS: 255 index entries of 2^14 - 64 blocks each).
 */
const KERNEL_MAX_METADATA = bytes(255 * ((1 << 14) - 64) * METADATA_BLOCK_BYTES);

/** The most metadata a pool can have: LVM stops at 15.81 GiB, the kernel at 15.875. */
export const largestMetadata = (mode: Mode): Bytes =>
  mode === 'direct-lvm' ? MAX_METADATA : KERNEL_MAX_METADATA;

/** Requested sizes in bytes, and as they are shown to people. */
export interface AskedSizes {
  readonly mode: Mode;
  readonly now: PoolSizes;
  readonly wanted: PoolSizes;
  readonly chunkSize: Bytes;
  readonly shown: Readonly<Record<Part, string>>;
  /** The unit of all sizes: an extent, a byte. */
  readonly unit: number;
}

/** The source of the metadata limit. */
const LIMIT_OF: Readonly<Record<Mode, { readonly who: string; readonly source: string }>> = {
  'direct-lvm': { who: 'a thin pool', source: 'lvmthin(7)' },
  'loop-lvm': { who: 'the kernel', source: 'dm-thin-metadata.h' },
};

/** Refuses more than dm-thin can address. Only growth is judged, since the present size works. */
export function tooLargeSizes(asked: AskedSizes): readonly Notice[] {
  const { mode, now, wanted, chunkSize, shown, unit } = asked;
  const mostMetadata = largestMetadata(mode);
  if (wanted.metadata > now.metadata && wanted.metadata > mostMetadata) {
    const { who, source } = LIMIT_OF[mode];
    const why = `${who} uses at most ${formatBytes(mostMetadata)} (${source})`;
    return [
      tooMuch(`${shown.metadata} of metadata`, why, `--metadata-size ${flagSize(mostMetadata)}`),
    ];
  }
  const most = largestData(mostMetadata, chunkSize);
  if (wanted.data <= now.data || wanted.data <= most) return [];
  const why = `chunks of ${formatBytes(chunkSize)} address at most ${formatBytes(most)}`;
  const fix = `--size ${flagSize(most - (most % unit))} is the largest size of this pool`;
  return [tooMuch(`${shown.data} of data`, why, fix)];
}

/** Refuses metadata that cannot map the data; only growth is judged. */
export function tooLittleMetadata(asked: AskedSizes): readonly Notice[] {
  const { now, wanted, chunkSize, shown } = asked;
  const needed = neededMetadata(wanted.data, chunkSize);
  if (wanted.data <= now.data || wanted.metadata >= needed) return [];
  const message = `${shown.metadata} of metadata is too little for that`;
  const chunks = `${formatBytes(wanted.data)} of data in chunks of ${formatBytes(chunkSize)}`;
  const fix = `extend it in the same command: add --metadata-size ${String(Math.ceil(needed / MIB))}M`;
  return [refusal('DM033', message, `${chunks} need ${formatBytes(needed)} of metadata`, [fix])];
}

const tooMuch = (what: string, why: string, fix: string): Notice =>
  refusal('DM033', `${what} is too much`, why, [fix]);

/** A size as the flags take it. */
export const flagSize = (size: number): string =>
  size % MIB === 0 ? `${String(size / MIB)}M` : String(size);

type PoolSizes = Readonly<Record<Part, Bytes>>;
