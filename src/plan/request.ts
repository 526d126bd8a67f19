import type { Request } from '../model/journal.ts';
import type { Bytes } from '../model/units.ts';

/** What `dmctl setup direct-lvm` was asked for, every value read and within its own limits. */
export interface SetupDirectLvmRequest {
  readonly devices: readonly string[];
  readonly vg: string;
  readonly pool: string;
  readonly dataPercent: number;
  readonly metadataPercent: number;
  readonly chunkSize: Bytes;
  readonly autoextendThreshold: number;
  readonly autoextendPercent: number;
  readonly reserveStep: boolean;
  /** `dm.key=value`, validated. */
  readonly storageOptions: readonly string[];
  readonly minFreeSpacePercent: number | null;
  readonly moveDataRoot: boolean;
  readonly wipeSignatures: boolean;
  /** Devices named with --confirm. */
  readonly confirmed: readonly string[];
}

/** The request as the journal keeps it. Permissions given once (--confirm ...) are part of it. */
export function journaledRequest(request: SetupDirectLvmRequest): Request {
  const { devices, ...options } = request;
  return {
    command: 'setup direct-lvm',
    devices,
    options: { ...options, minFreeSpacePercent: request.minFreeSpacePercent ?? '' },
  };
}
