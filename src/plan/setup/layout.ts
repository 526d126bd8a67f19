import { DEFAULT_PLACING, extentsOn } from '../../lvm/placing.ts';
import { MAX_METADATA, MIN_METADATA } from '../../lvm/thin-pool.ts';
import type { DeviceFacts } from '../../model/facts/device.ts';
import type { Placing } from '../../model/facts/lvm-state.ts';
import type { PoolLayout } from '../../model/plan/plan.ts';
import { bytes, extents, extentsFor, type Bytes, type Extents } from '../../model/units.ts';
import {
  canServe,
  fullExtension,
  largestWithExtension,
  metadataThreshold,
  nextExtension,
} from '../../profiles/extension.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/journal.ts';

/**
 * Divides a volume group on these devices; devices that cannot be used count as none.
 * @param placing how they are laid out
 */
export function layoutOf(
  devices: readonly DeviceFacts[],
  asked: Sharing,
  placing: Placing,
): PoolLayout | null {
  const counts = devices.map((device) =>
    device.usable ? extentsOn(device.identity.size, device.optimalIoBytes, placing) : 0,
  );
  const total = extents(counts.reduce<number>((sum, count) => sum + count, 0));
  return poolLayout(total, asked, placing.extentSize);
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
export function poolLayout(
  total: Extents,
  asked: Sharing,
  extentSize = DEFAULT_PLACING.extentSize,
): PoolLayout | null {
  const shares = { ...asked, extentSize };
  const metadata = metadataShare(total, shares);
  const most = Math.floor((total * asked.dataPercent) / 100);
  const data = asked.reserveStep
    ? Math.min(most, dataBesideItsStep(total, metadata, shares))
    : most;
  return layoutWith({ total, data, metadata }, shares);
}

/**
 * Divides the free space of a volume group: a share of it for data, metadata and its spare together, or data of a
 * given size with metadata and spare beside it. `reserveStep` makes a share smaller, but no given size.
 * @returns null if that does not fit
 */
export function freeSpaceLayout(
  total: Extents,
  asked: Sharing & Pick<SetupDirectLvmRequest, 'size'>,
  extentSize: Bytes,
): PoolLayout | null {
  const shares = { ...asked, extentSize };
  const { size } = asked;
  if (size?.kind === 'data') {
    const data = extentsFor(size.size, extentSize);
    const layout = layoutWith({ total, data, metadata: metadataShare(data, shares) }, shares);
    if (layout === null || (asked.reserveStep && !layout.canExtend)) return null;
    return { ...layout, inGroup: true };
  }
  const share = Math.floor((total * (size?.percent ?? 100)) / 100);
  const metadata = metadataShare(extents(share), shares);
  const most = share - 2 * metadata;
  const data = asked.reserveStep
    ? Math.min(most, dataBesideItsStep(total, metadata, shares))
    : most;
  const layout = layoutWith({ total, data, metadata }, shares);
  return layout && { ...layout, inGroup: true };
}

function layoutWith(
  {
    total,
    data,
    metadata,
  }: { readonly total: Extents; readonly data: number; readonly metadata: number },
  shares: Shares,
): PoolLayout | null {
  const free = total - data - 2 * metadata;
  if (data < 1 || free < 0) return null;
  const steps = stepsOf(data, metadata, shares);
  return {
    extentSize: shares.extentSize,
    chunkSize: shares.chunkSize,
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

interface Shares extends Sharing {
  readonly extentSize: Bytes;
}

/** The metadata for the requested share, at least what the data needs, at most what dm-thin can use. */
function metadataShare(total: Extents, asked: Shares): number {
  const share = Math.floor((total * asked.metadataPercent) / 100);
  const least = extentsFor(MIN_METADATA, asked.extentSize);
  return Math.min(Math.max(share, least), Math.floor(MAX_METADATA / asked.extentSize));
}

function stepsOf(
  data: number,
  metadata: number,
  asked: Shares,
): Pick<PoolLayout, 'dataExtension' | 'fullDataExtension' | 'fullMetadataExtension'> {
  const policy = { threshold: asked.autoextendThreshold, percent: asked.autoextendPercent };
  const dataPolicy = { ...policy, sizeExtents: extents(data) };
  const metadataBytes = bytes(metadata * asked.extentSize);
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
function dataBesideItsStep(total: number, metadata: number, asked: Shares): number {
  const policy = { threshold: asked.autoextendThreshold, percent: asked.autoextendPercent };
  const { fullMetadataExtension } = stepsOf(0, metadata, asked);
  const room = Math.max(0, total - 2 * metadata - fullMetadataExtension);
  return largestWithExtension(extents(room), policy);
}
