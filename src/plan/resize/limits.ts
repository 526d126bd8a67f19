import { largestData, MAX_METADATA, neededMetadata } from '../../lvm/thin-pool.ts';
import type { Mode } from '../../model/check.ts';
import { METADATA_BLOCK_BYTES } from '../../model/facts/dm.ts';
import type { Notice } from '../../model/notice.ts';
import { bytes, formatBytes, MIB, type Bytes } from '../../model/units.ts';
import type { Part } from '../../pool/usage.ts';
import { refusal } from '../steps/refusal.ts';

/**
 * The most metadata the kernel uses, 15.875 GiB; more is left idle (drivers/md/
 * dm-thin-metadata.h, THIN_METADATA_MAX_SECTORS: 255 index entries of 2^14 - 64 blocks each).
 */
const KERNEL_MAX_METADATA = bytes(255 * ((1 << 14) - 64) * METADATA_BLOCK_BYTES);

/** The most metadata a pool can have: LVM stops at 15.81 GiB, the kernel at 15.875. */
export const largestMetadata = (mode: Mode): Bytes =>
  mode === 'direct-lvm' ? MAX_METADATA : KERNEL_MAX_METADATA;

/** Sizes that are asked for, in bytes and as they are shown to people. */
export interface AskedSizes {
  readonly mode: Mode;
  readonly now: PoolSizes;
  readonly wanted: PoolSizes;
  readonly chunkSize: Bytes;
  readonly shown: Readonly<Record<Part, string>>;
  /** Of all sizes: an extent, a byte. */
  readonly unit: number;
}

/** Who sets the limit of the metadata. */
const LIMIT_OF: Readonly<Record<Mode, { readonly who: string; readonly source: string }>> = {
  'direct-lvm': { who: 'a thin pool', source: 'lvmthin(7)' },
  'loop-lvm': { who: 'the kernel', source: 'dm-thin-metadata.h' },
};

/** More than dm-thin can address. Only growth is judged: what is there already works. */
export function tooLargeSizes(asked: AskedSizes): readonly Notice[] {
  const { mode, now, wanted, chunkSize, shown, unit } = asked;
  const mostMetadata = largestMetadata(mode);
  if (wanted.metadata > now.metadata && wanted.metadata > mostMetadata) {
    const { who, source } = LIMIT_OF[mode];
    const why = `${who} uses ${formatBytes(mostMetadata)} at the most (${source})`;
    return [
      tooMuch(`${shown.metadata} of metadata`, why, `--metadata-size ${flagSize(mostMetadata)}`),
    ];
  }
  const most = largestData(mostMetadata, chunkSize);
  if (wanted.data <= now.data || wanted.data <= most) return [];
  const why = `chunks of ${formatBytes(chunkSize)} address ${formatBytes(most)} at the most`;
  const fix = `--size ${flagSize(most - (most % unit))} is the most this pool takes`;
  return [tooMuch(`${shown.data} of data`, why, fix)];
}

/** Metadata that cannot map the data; nothing is judged where they do not grow. */
export function tooLittleMetadata(asked: AskedSizes): readonly Notice[] {
  const { now, wanted, chunkSize, shown } = asked;
  const needed = neededMetadata(wanted.data, chunkSize);
  if (wanted.data <= now.data || wanted.metadata >= needed) return [];
  const message = `${shown.metadata} of metadata are too little for that`;
  const chunks = `${formatBytes(wanted.data)} of data in chunks of ${formatBytes(chunkSize)}`;
  const fix = `grow it in the same command: add --metadata-size ${String(Math.ceil(needed / MIB))}M`;
  return [refusal('DM033', message, `${chunks} need ${formatBytes(needed)} of it`, [fix])];
}

const tooMuch = (what: string, why: string, fix: string): Notice =>
  refusal('DM033', `${what} are too much`, why, [fix]);

/** A size as the flags take it. */
export const flagSize = (size: number): string =>
  size % MIB === 0 ? `${String(size / MIB)}M` : String(size);

type PoolSizes = Readonly<Record<Part, Bytes>>;
