import type { EngineName } from '../../model/engine.ts';
import type { Request } from '../../model/plan/journal.ts';
import type { Bytes } from '../../model/units.ts';

/** `200G`: to this size; `+50G`: by this much. */
export type SizeChange =
  { readonly kind: 'to'; readonly size: Bytes } | { readonly kind: 'by'; readonly size: Bytes };

/** The request of `dmctl resize`; every value is valid by itself. */
export interface ResizeRequest {
  /** Whose pool; null: there is one alone. */
  readonly engine: EngineName | null;
  /** New size of the data; null if not requested. */
  readonly size: SizeChange | null;
  readonly metadataSize: SizeChange | null;
  /** Disks to add to the volume group. */
  readonly add: readonly string[];
  /** Use the room of disks that have grown since they joined the group. */
  readonly pvresize: boolean;
  /** Keep room for one full automatic extension. */
  readonly keepStep: boolean;
  /** Allow a loop file that is larger than the free space of its file system. */
  readonly allowOvercommit: boolean;
  readonly wipeSignatures: boolean;
  /** Devices named with --confirm. */
  readonly confirmed: readonly string[];
}

const words = (change: SizeChange | null): string =>
  change === null ? '' : `${change.kind === 'by' ? '+' : ''}${String(change.size)}`;

/** The request as the journal keeps it. */
export function journaledResize(request: ResizeRequest): Request {
  const { add, size, metadataSize, engine, pvresize, ...options } = request;
  return {
    command: 'resize',
    devices: add,
    options: {
      ...options,
      size: words(size),
      metadataSize: words(metadataSize),
      ...(engine !== null && { engine }),
      ...(pvresize && { pvresize }),
    },
  };
}
