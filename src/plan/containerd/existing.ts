import { containerdFacts } from '../../containerd/engine.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { knownOr } from '../../model/known.ts';
import { dmName } from '../../model/names.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/journal.ts';
import { formatBytes } from '../../model/units.ts';
import { bytesOf, snapshotterOf } from './request.ts';

/** Names the settings in force that differ from the request. */
export function snapshotterDifferences(
  facts: Facts,
  request: SetupDirectLvmRequest,
): readonly string[] {
  const { settings, config } = containerdFacts(facts);
  if (!settings.known) return [`${config.path}: ${settings.why}`];
  const found = settings.value?.snapshotter;
  const pool = dmName(request.vg, request.pool);
  if (found?.poolName !== pool) return [`containerd is not configured for ${pool}`];
  const { baseSize, fs, cri } = snapshotterOf(request);
  const isCri = knownOr(settings, null)?.criSnapshotter === 'devmapper';
  return [
    ...(bytesOf(found.baseImageSize) === baseSize
      ? []
      : [`base_image_size is ${found.baseImageSize}, requested ${formatBytes(baseSize)}`]),
    ...((found.fsType || 'ext4') === fs
      ? []
      : [`fs_type is ${found.fsType || 'ext4'}, requested ${fs}`]),
    ...(cri && !isCri ? ['Kubernetes does not use the snapshotter, which --cri requests'] : []),
  ];
}
