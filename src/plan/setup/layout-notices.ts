import { isChunkSize } from '../../lvm/thin-pool.ts';
import { EXIT } from '../../model/exit-codes.ts';
import type { Notice } from '../../model/notice.ts';
import type { PoolLayout } from '../../model/plan/plan.ts';
import { extentsToBytes, formatBytes, formatExtents, type Extents } from '../../model/units.ts';
import { NO_POOL, tooLargeSizes, tooLittleMetadata, type AskedSizes } from '../steps/pool-sizes.ts';
import { refusal } from '../steps/refusal.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/journal.ts';

/** Refuses what dm-thin or the space on the disks does not allow. */
export function layoutRefusals(
  layout: PoolLayout | null,
  request: SetupDirectLvmRequest,
): readonly Notice[] {
  const { chunkSize } = request;
  if (!isChunkSize(chunkSize)) {
    const why = 'lvmthin(7): a multiple of 64 KiB, from 64 KiB to 1 GiB';
    const message = `invalid chunk size ${formatBytes(chunkSize)}`;
    return [refusal('DM033', message, why, ['use the documented --chunk-size 512K'])];
  }
  return layout === null ? [noRoom(request)] : sizeRefusals(layout);
}

function noRoom({ dataPercent, metadataPercent }: SetupDirectLvmRequest): Notice {
  const shares = `${String(dataPercent)}% data + 2 * ${String(metadataPercent)}% metadata and spare`;
  const why = `${shares} do not fit into the volume group`;
  const fix = ['use a larger device, or smaller percentages'];
  return refusal('DM032', 'not enough space for this pool', why, fix, EXIT.noSpace);
}

function sizeRefusals({ extentSize, chunkSize, data, metadata }: PoolLayout): readonly Notice[] {
  const asked: AskedSizes = {
    now: NO_POOL,
    wanted: {
      data: extentsToBytes(data, extentSize),
      metadata: extentsToBytes(metadata, extentSize),
    },
    chunkSize,
    limit: 'lvm',
    atMost: () => 'use larger chunks: --chunk-size',
    moreMetadata: () => 'increase --metadata-percent, or use larger chunks',
  };
  return [...tooLargeSizes(asked), ...tooLittleMetadata(asked)];
}

/** Warns where the layout leaves no room for auto-extension, by LVM's own arithmetic. */
export function layoutWarnings(
  layout: PoolLayout,
  request: SetupDirectLvmRequest,
): readonly Notice[] {
  if (layout.canExtend || request.autoextendThreshold >= 100) return [];
  const size = (count: Extents): string => formatExtents(count, layout.extentSize);
  const message = 'the pool cannot be extended automatically';
  const why =
    `an automatic extension takes ${size(layout.dataExtension)}, up to ${size(layout.fullDataExtension)} when ` +
    `writers are fast; ${size(layout.free)} will be free, and LVM extends by all of it or not at all`;
  const fix = [
    'add --reserve-step to reserve the space from the start',
    'or add a disk later: dmctl resize --add DEVICE',
  ];
  return [{ code: 'DM204', message, why, fix, exitCode: EXIT.done }];
}
