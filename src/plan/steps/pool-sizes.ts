import { largestData, MAX_METADATA, neededMetadata } from '../../lvm/thin-pool.ts';
import { METADATA_BLOCK_BYTES } from '../../model/facts/dm.ts';
import type { Notice } from '../../model/notice.ts';
import { bytes, formatBytes, MIB, type Bytes } from '../../model/units.ts';
import type { Part } from '../../pool/usage.ts';
import { refusal } from './refusal.ts';

/**
 * The most metadata the kernel uses, 15.875 GiB; more is left unused (drivers/md/
 * dm-thin-metadata.h, THIN_METADATA_MAX_SECTORS: 255 index entries of 2^14 - 64 blocks each).
 */
const KERNEL_MAX_METADATA = bytes(255 * ((1 << 14) - 64) * METADATA_BLOCK_BYTES);

/** Whose limit counts: LVM stops at 15.81 GiB of metadata, the kernel at 15.875. */
type LimitOf = 'lvm' | 'kernel';

/** The most metadata a pool can have. */
export const largestMetadata = (limit: LimitOf): Bytes =>
  limit === 'lvm' ? MAX_METADATA : KERNEL_MAX_METADATA;

const SOURCE: Readonly<Record<LimitOf, readonly [who: string, source: string]>> = {
  lvm: ['a thin pool', 'lvmthin(7)'],
  kernel: ['the kernel', 'dm-thin-metadata.h'],
};

/** The sizes of a pool. */
export type PoolSizes = Readonly<Record<Part, Bytes>>;

/** The sizes of a pool that does not exist yet. */
export const NO_POOL: PoolSizes = { data: bytes(0), metadata: bytes(0) };

/** Requested sizes, and the remedies in the words of the command. */
export interface AskedSizes {
  readonly now: PoolSizes;
  readonly wanted: PoolSizes;
  readonly chunkSize: Bytes;
  readonly limit: LimitOf;
  /** The sizes as they are shown to people, if not in bytes alone. */
  readonly shown?: Readonly<Record<Part, string>>;
  /** @param most the largest size of the part */
  readonly atMost: (part: Part, most: Bytes) => string;
  /** @param size the metadata that this data needs, as the flags take it */
  readonly moreMetadata: (size: string) => string;
}

const shownSize = ({ shown, wanted }: AskedSizes, part: Part): string =>
  `${shown?.[part] ?? formatBytes(wanted[part])} of ${part}`;

/** Refuses more than dm-thin can address. Only growth is judged, since the present size works. */
export function tooLargeSizes(asked: AskedSizes): readonly Notice[] {
  const { limit, now, wanted, chunkSize, atMost } = asked;
  const tooMuch = (part: Part, why: string, most: Bytes): readonly Notice[] => [
    refusal('DM033', `${shownSize(asked, part)} is too much`, why, [atMost(part, most)]),
  ];
  const most = largestMetadata(limit);
  if (wanted.metadata > now.metadata && wanted.metadata > most) {
    const [who, source] = SOURCE[limit];
    return tooMuch('metadata', `${who} uses at most ${formatBytes(most)} (${source})`, most);
  }
  const data = largestData(most, chunkSize);
  if (wanted.data <= now.data || wanted.data <= data) return [];
  const why = `chunks of ${formatBytes(chunkSize)} address at most ${formatBytes(data)}`;
  return tooMuch('data', why, data);
}

/** Refuses metadata that cannot map the data; only growth is judged. */
export function tooLittleMetadata(asked: AskedSizes): readonly Notice[] {
  const { now, wanted, chunkSize, moreMetadata } = asked;
  const needed = neededMetadata(wanted.data, chunkSize);
  if (wanted.data <= now.data || wanted.metadata >= needed) return [];
  const message = `${shownSize(asked, 'metadata')} is too little for that`;
  const chunks = `${formatBytes(wanted.data)} of data in chunks of ${formatBytes(chunkSize)}`;
  const why = `${chunks} need ${formatBytes(needed)} of metadata`;
  return [refusal('DM033', message, why, [moreMetadata(`${String(Math.ceil(needed / MIB))}M`)])];
}

/** A size as the flags take it. */
export const flagSize = (size: number): string =>
  size % MIB === 0 ? `${String(size / MIB)}M` : String(size);
