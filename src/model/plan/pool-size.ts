import type { Bytes } from '../units.ts';

/** The size of a pool in the free space of a volume group: its data alone, or a share of the free space for all of it. */
export type PoolSize =
  | { readonly kind: 'data'; readonly size: Bytes }
  | { readonly kind: 'free'; readonly percent: number };

/** The size in the words of a journal: bytes, or `50%FREE` as lvcreate(8) has it; '': all of the free space. */
export function poolSizeWords(size: PoolSize | null): string {
  if (size === null) return '';
  return size.kind === 'data' ? String(size.size) : `${String(size.percent)}%FREE`;
}
