import type { Request } from '../../model/plan/journal.ts';
import type { Bytes } from '../../model/units.ts';

/** `200G`: to this size; `+50G`: by this much. */
export type SizeChange =
  { readonly kind: 'to'; readonly size: Bytes } | { readonly kind: 'by'; readonly size: Bytes };

/** What `dmctl resize` was asked for, every value read and within its own limits. */
export interface ResizeRequest {
  /** Of the data; null: not asked for. */
  readonly size: SizeChange | null;
  readonly metadataSize: SizeChange | null;
  /** Disks that join the volume group. */
  readonly add: readonly string[];
  /** Leave room for one whole auto-extension step. */
  readonly keepStep: boolean;
  /** Let a loop file promise more than its file system has. */
  readonly allowOvercommit: boolean;
  readonly wipeSignatures: boolean;
  /** Devices named with --confirm. */
  readonly confirmed: readonly string[];
}

const words = (change: SizeChange | null): string =>
  change === null ? '' : `${change.kind === 'by' ? '+' : ''}${String(change.size)}`;

/** The request as the journal keeps it. */
export function journaledResize(request: ResizeRequest): Request {
  const { add, size, metadataSize, ...options } = request;
  return {
    command: 'resize',
    devices: add,
    options: { ...options, size: words(size), metadataSize: words(metadataSize) },
  };
}
