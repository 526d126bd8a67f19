import { extentsOn } from '../../lvm/physical-volume.ts';
import { EXTENT_SIZE } from '../../lvm/volume-group.ts';
import { MAX_METADATA, MIN_METADATA } from '../../lvm/thin-pool.ts';
import type { DeviceFacts } from '../../model/facts/device.ts';
import type { PoolLayout } from '../../model/plan/plan.ts';
import { bytes, extents, extentsFor, type Extents } from '../../model/units.ts';
import {
  canServe,
  fullExtension,
  largestWithExtension,
  metadataThreshold,
  nextExtension,
} from '../../profiles/extension.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/journal.ts';

/** Extents of a volume group on these devices; devices that cannot be used count as none. */
export function layoutOf(devices: readonly DeviceFacts[], asked: Sharing): PoolLayout | null {
  const counts = devices.map((device) =>
    device.usable ? extentsOn(device.identity.size, device.optimalIoBytes) : 0,
  );
  return poolLayout(extents(counts.reduce<number>((sum, count) => sum + count, 0)), asked);
}

type Sharing = Pick<
  SetupDirectLvmRequest,
  | 'dataPercent'
  | 'metadataPercent'
  | 'chunkSize'
  | 'autoextendThreshold'
  | 'autoextendPercent'
  | 'reserveStep'
>;

/**
 * Divides the volume group as `lvcreate -l 95%VG` and `-l 1%VG` do (rounded down), the
 * metadata kept within what dm-thin can use. With `reserveStep` the data is made just small
 * enough that one whole auto-extension step fits even when LVM finds the pool full.
 * @returns null if the shares do not fit
 */
export function poolLayout(total: Extents, asked: Sharing): PoolLayout | null {
  const metadata = metadataShare(total, asked);
  const most = Math.floor((total * asked.dataPercent) / 100);
  const data = asked.reserveStep ? Math.min(most, dataBesideItsStep(total, metadata, asked)) : most;
  const free = total - data - 2 * metadata;
  if (data < 1 || free < 0) return null;
  const steps = stepsOf(data, metadata, asked);
  return {
    extentSize: EXTENT_SIZE,
    chunkSize: asked.chunkSize,
    total,
    data: extents(data),
    metadata: extents(metadata),
    spare: extents(metadata),
    free: extents(free),
    ...steps,
    canExtend: canServe(
      extents(steps.fullDataExtension + steps.fullMetadataExtension),
      extents(free),
    ),
  };
}

/** The metadata for the requested share, at least what the data needs, at most what dm-thin can use. */
function metadataShare(total: Extents, asked: Sharing): number {
  const share = Math.floor((total * asked.metadataPercent) / 100);
  const least = extentsFor(MIN_METADATA, EXTENT_SIZE);
  return Math.min(Math.max(share, least), Math.floor(MAX_METADATA / EXTENT_SIZE));
}

function stepsOf(
  data: number,
  metadata: number,
  asked: Sharing,
): Pick<PoolLayout, 'dataExtension' | 'fullDataExtension' | 'fullMetadataExtension'> {
  const policy = { threshold: asked.autoextendThreshold, percent: asked.autoextendPercent };
  const dataPolicy = { ...policy, sizeExtents: extents(data) };
  const metadataBytes = bytes(metadata * EXTENT_SIZE);
  const metadataExtension = fullExtension({
    percent: asked.autoextendPercent,
    threshold: metadataThreshold(asked.autoextendThreshold, metadataBytes),
    sizeExtents: extents(metadata),
  });
  return {
    dataExtension: nextExtension({ ...dataPolicy, usedPercent: asked.autoextendThreshold }),
    fullDataExtension: fullExtension(dataPolicy),
    // The spare grows with the metadata.
    fullMetadataExtension: extents(2 * metadataExtension),
  };
}

/** The largest data that leaves room for a full extension of itself and of the metadata. */
function dataBesideItsStep(total: number, metadata: number, asked: Sharing): number {
  const policy = { threshold: asked.autoextendThreshold, percent: asked.autoextendPercent };
  const { fullMetadataExtension } = stepsOf(0, metadata, asked);
  const room = Math.max(0, total - 2 * metadata - fullMetadataExtension);
  return largestWithExtension(extents(room), policy);
}
