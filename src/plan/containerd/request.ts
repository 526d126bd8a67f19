import { readBaseSize, tooSmallFor } from '../../containerd/base-size.ts';
import type { SetupDirectLvmRequest, SnapshotterRequest } from '../../model/plan/journal.ts';
import { formatBytes } from '../../model/units.ts';

type Rule = (request: SetupDirectLvmRequest) => string | null;

/** Flags that configure Docker, which containerd does not have. */
const RULES: readonly Rule[] = [
  ({ managed }) => (managed ? '--managed lets Docker create the pool' : null),
  ({ storageOptions }) =>
    storageOptions.length > 0 ? '--storage-opt configures the driver of Docker' : null,
  ({ minFreeSpacePercent }) =>
    minFreeSpacePercent === null ? null : '--min-free-space is a setting of Docker',
  ({ moveDataRoot }) =>
    moveDataRoot
      ? '--move-data-root moves the data root of Docker; nothing of containerd moves'
      : null,
];

/** Says why containerd could not take these values on any host; null if it can. */
export function containerdFault(request: SetupDirectLvmRequest): string | null {
  const fault = RULES.map((rule) => rule(request)).find((found) => found !== null);
  if (fault !== undefined) return `with --engine containerd, ${fault}`;
  const { baseSize, fs } = snapshotterOf(request);
  const small = tooSmallFor(fs, baseSize);
  return small === null ? null : `--base-size ${formatBytes(baseSize)}: ${small}`;
}

/** The part of the request that is containerd's own. */
export function snapshotterOf({ snapshotter }: SetupDirectLvmRequest): SnapshotterRequest {
  if (snapshotter === null) throw new Error('the request is for another engine');
  return snapshotter;
}

/** The size of a base device in bytes, as its configuration has it; null: containerd cannot read it. */
export function bytesOf(baseImageSize: string): number | null {
  const size = readBaseSize(baseImageSize);
  return size.ok ? size.value : null;
}
