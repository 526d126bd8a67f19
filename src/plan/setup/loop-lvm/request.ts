import { storageSize } from '../../../docker/loop-files.ts';
import type { Request } from '../../../model/plan/journal.ts';
import type { Bytes } from '../../../model/units.ts';

/** The request of `dmctl setup loop-lvm`; every value is valid by itself. */
export interface SetupLoopLvmRequest {
  /** null if not requested: Docker chooses. */
  readonly dataSize: Bytes | null;
  readonly metadataSize: Bytes | null;
  /** `dm.key=value`, validated; no sizes of loop files. */
  readonly storageOptions: readonly string[];
  readonly minFreeSpacePercent: number | null;
  readonly moveDataRoot: boolean;
}

/** The request as the journal keeps it. */
export function journaledLoopLvm(request: SetupLoopLvmRequest): Request {
  const { dataSize, metadataSize, minFreeSpacePercent, ...options } = request;
  return {
    command: 'setup loop-lvm',
    devices: [],
    options: {
      ...options,
      dataSize: dataSize ?? '',
      metadataSize: metadataSize ?? '',
      minFreeSpacePercent: minFreeSpacePercent ?? '',
    },
  };
}

/** dockerd's options for the requested sizes. */
export function sizeOptions({ dataSize, metadataSize }: SetupLoopLvmRequest): readonly string[] {
  return [
    ...(dataSize === null ? [] : [`dm.loopdatasize=${storageSize(dataSize)}`]),
    ...(metadataSize === null ? [] : [`dm.loopmetadatasize=${storageSize(metadataSize)}`]),
  ];
}

/** dockerd's other options. */
export function otherOptions(request: SetupLoopLvmRequest): readonly string[] {
  const percent = request.minFreeSpacePercent;
  const minFree = percent === null ? [] : [`dm.min_free_space=${String(percent)}%`];
  return [...minFree, ...request.storageOptions];
}
