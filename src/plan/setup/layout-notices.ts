import { isChunkSize, maxDataBytes } from '../../lvm/thin-pool.ts';
import { EXIT } from '../../model/exit-codes.ts';
import type { Notice } from '../../model/notice.ts';
import type { PoolLayout } from '../../model/plan/plan.ts';
import { extentsToBytes, formatBytes, type Extents } from '../../model/units.ts';
import { metadataNeeded } from './layout.ts';
import { refusal } from '../steps/refusal.ts';
import type { SetupDirectLvmRequest } from './request.ts';

/** What dm-thin and the room on the disks do not allow. */
export function layoutRefusals(
  layout: PoolLayout | null,
  request: SetupDirectLvmRequest,
): readonly Notice[] {
  const { chunkSize } = request;
  if (!isChunkSize(chunkSize)) {
    const why = 'lvmthin(7): a multiple of 64 KiB, from 64 KiB to 1 GiB';
    const message = `a chunk size of ${formatBytes(chunkSize)} is not possible`;
    return [refusal('DM033', message, why, ['--chunk-size 512K is the documented one'])];
  }
  return layout === null ? [noRoom(request)] : sizeRefusals(layout);
}

function noRoom({ dataPercent, metadataPercent }: SetupDirectLvmRequest): Notice {
  const shares = `${String(dataPercent)}% data + 2 * ${String(metadataPercent)}% metadata and spare`;
  const why = `${shares} do not fit the volume group`;
  const fix = ['use a larger device, or smaller percentages'];
  return refusal('DM032', 'there is no room for this pool', why, fix, EXIT.noSpace);
}

function sizeRefusals(layout: PoolLayout): readonly Notice[] {
  const { extentSize, chunkSize } = layout;
  const data = extentsToBytes(layout.data, extentSize);
  const most = maxDataBytes(chunkSize);
  const metadata = extentsToBytes(layout.metadata, extentSize);
  const needed = metadataNeeded(layout);
  const chunk = formatBytes(chunkSize);
  const tooLarge = `chunks of ${chunk} address ${formatBytes(most)} at the most`;
  const tooSmall = `${formatBytes(data)} in chunks of ${chunk} need ${formatBytes(needed)} of it`;
  const fix = ['use larger chunks: --chunk-size'];
  return [
    ...(data > most
      ? [refusal('DM033', `${formatBytes(data)} of data are too much`, tooLarge, fix)]
      : []),
    ...(metadata < needed
      ? [
          refusal('DM033', `${formatBytes(metadata)} of metadata are too little`, tooSmall, [
            'give it more with --metadata-percent, or use larger chunks',
          ]),
        ]
      : []),
  ];
}

/** What the layout means for auto-extension, with LVM's own arithmetic. */
export function layoutWarnings(
  layout: PoolLayout,
  request: SetupDirectLvmRequest,
): readonly Notice[] {
  if (layout.canExtend || request.autoextendThreshold >= 100) return [];
  const size = (count: Extents): string =>
    `${formatBytes(extentsToBytes(count, layout.extentSize))} (${String(count)} extents)`;
  const message = 'the pool will not be able to grow by itself';
  const why =
    `an auto-extension step takes ${size(layout.dataStep)}, up to ${size(layout.fullDataStep)} when ` +
    `writers are fast; ${size(layout.free)} will be free, and LVM's step is all or nothing`;
  const fix = [
    'add --reserve-step to leave the room from the start',
    'or add a disk later: dmctl resize --add DEVICE',
  ];
  return [{ code: 'DM204', message, why, fix, exitCode: EXIT.done }];
}
