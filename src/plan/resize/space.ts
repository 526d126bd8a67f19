import { EXIT } from '../../model/exit-codes.ts';
import type { Notice } from '../../model/notice.ts';
import {
  bytes,
  extents,
  extentsFor,
  extentsToBytes,
  formatBytes,
  type Extents,
} from '../../model/units.ts';
import { thresholdOf } from '../../pool/extensions.ts';
import {
  extendsItself,
  fullExtension,
  largestWithExtension,
  withSpare,
} from '../../profiles/extension.ts';
import { no, type Grown, type GrowingPool } from '../steps/pool-in-use.ts';
import {
  flagSize,
  tooLargeSizes,
  tooLittleMetadata,
  type AskedSizes,
} from '../steps/pool-sizes.ts';
import { firstRefusals, refusal } from '../steps/refusal.ts';
import { shrinkRefusals, sizeRemedies, wantedSize } from './refusals.ts';
import type { ResizeRequest } from './request.ts';

/** The new sizes of the pool's parts in extents, and what the group has left then. */
export interface Sharing {
  readonly data: Extents;
  readonly metadata: Extents;
  /** The spare, which LVM keeps as large as the metadata. */
  readonly spare: Extents;
  readonly free: Extents;
}

/** Divides the free space of the volume group. @param joining extents that the new disks bring */
export function shareRoom(
  pool: GrowingPool,
  request: ResizeRequest,
  joining: Extents,
): Grown<Sharing> {
  if (request.keepStep && !extendsItself(pool.settings)) return no(noExtension(pool));
  const room = extents(pool.group.freeExtents + joining);
  const metadata = wanted(pool, request, 'metadata');
  const data = request.size === null ? null : wanted(pool, request, 'data');
  const spare = extents(metadata > pool.metadata ? Math.max(pool.spare, metadata) : pool.spare);
  const sum: Sum = {
    room,
    metadata: metadataCost(pool, metadata),
    step: request.keepStep ? metadataExtension(pool, metadata, spare) : extents(0),
  };
  const to = data ?? (request.add.length > 0 ? rest(pool, request, sum) : pool.data);
  const asked = sizesOf(pool, metadata, to);
  const refusals = firstRefusals(
    () => shrinking(pool, metadata, to),
    () => tooLargeSizes(asked),
    () => roomRefusals(pool, request, sum, to),
    () => tooLittleMetadata(asked),
  );
  if (refusals.length > 0) return no(...refusals);
  const free = extents(room - sum.metadata - (to - pool.data));
  return { ok: true, value: { data: to, metadata, spare, free } };
}

/** What the request takes from the group besides the data. */
interface Sum {
  readonly room: Extents;
  /** Growth of the metadata, including its spare. */
  readonly metadata: Extents;
  /** The metadata extension to keep room for. */
  readonly step: Extents;
}

/** The requested size in whole extents, or the present one. */
function wanted(pool: GrowingPool, request: ResizeRequest, part: 'data' | 'metadata'): Extents {
  const change = part === 'data' ? request.size : request.metadataSize;
  if (change === null) return pool[part];
  const { extentSize } = pool.group;
  const now = extentsToBytes(pool[part], extentSize);
  return extentsFor(wantedSize(change, now, extentSize), extentSize);
}

function metadataCost({ metadata, spare }: GrowingPool, to: Extents): Extents {
  return to > metadata ? withSpare(extents(to - metadata), metadata, spare) : extents(0);
}

/** The largest extension of metadata of that size, including its spare. */
function metadataExtension(
  { volume, group, settings }: GrowingPool,
  size: Extents,
  spare: Extents,
) {
  const metadataSize = extentsToBytes(size, group.extentSize);
  const threshold = thresholdOf(settings, { ...volume, metadataSize }, 'metadata');
  return withSpare(fullExtension({ ...settings, threshold, sizeExtents: size }), size, spare);
}

/** Everything left for the data; with --keep-step less a full extension of its own. */
function rest(pool: GrowingPool, { keepStep }: ResizeRequest, sum: Sum): Extents {
  const available = extents(Math.max(0, pool.data + sum.room - sum.metadata - sum.step));
  const most = keepStep ? largestWithExtension(available, pool.settings) : available;
  return extents(Math.max(pool.data, most));
}

const sized = ({ group }: GrowingPool, count: number): string =>
  `${formatBytes(bytes(count * group.extentSize))} (${String(count)} extents)`;

function shrinking(pool: GrowingPool, metadata: Extents, data: Extents): readonly Notice[] {
  const size = (count: Extents) => extentsToBytes(count, pool.group.extentSize);
  return [
    ...shrinkRefusals('metadata', size(metadata), size(pool.metadata)),
    ...shrinkRefusals('data', size(data), size(pool.data)),
  ];
}

function sizesOf(pool: GrowingPool, metadata: Extents, data: Extents): AskedSizes {
  const size = (count: Extents) => extentsToBytes(count, pool.group.extentSize);
  return {
    limit: 'lvm',
    now: { data: size(pool.data), metadata: size(pool.metadata) },
    wanted: { data: size(data), metadata: size(metadata) },
    chunkSize: pool.chunkSize,
    shown: { data: sized(pool, data), metadata: sized(pool, metadata) },
    ...sizeRemedies(pool.group.extentSize),
  };
}

function roomRefusals(
  pool: GrowingPool,
  { keepStep, add }: ResizeRequest,
  sum: Sum,
  data: Extents,
): readonly Notice[] {
  const dataExtension = keepStep
    ? fullExtension({ ...pool.settings, sizeExtents: data })
    : extents(0);
  const grows = Math.max(0, data - pool.data);
  const needed = grows + sum.metadata + dataExtension + sum.step;
  if (needed <= sum.room) return [];
  const parts = [
    ...(grows > 0 ? [`${sized(pool, grows)} for the data`] : []),
    ...(sum.metadata > 0 ? [`${sized(pool, sum.metadata)} for the metadata and its spare`] : []),
    ...(keepStep
      ? [`${sized(pool, dataExtension + sum.step)} for the extension to keep room for`]
      : []),
  ];
  const whose = `${pool.group.name}${add.length > 0 ? ', including the new disks' : ''}`;
  const why = `requested: ${parts.join(', ')}; free in ${whose}: ${sized(pool, sum.room)}`;
  const message = `volume group ${pool.group.name} is ${sized(pool, needed - sum.room)} short`;
  return [refusal('DM032', message, why, advice(pool, sum, keepStep), EXIT.noSpace)];
}

/** Suggests the largest --size that fits. */
function advice(pool: GrowingPool, sum: Sum, keepStep: boolean): readonly string[] {
  const left = sum.room - sum.metadata;
  const largest = extentsToBytes(extents(pool.data + Math.max(0, left)), pool.group.extentSize);
  return [
    'dmctl resize --add DEVICE  adds a disk to the group',
    ...(left > 0 && !keepStep ? [`--size ${flagSize(largest)} uses all free space`] : []),
    ...(keepStep ? ['request a smaller size, or omit --keep-step'] : []),
  ];
}

function noExtension({ volume, settings }: GrowingPool): Notice {
  const why = `threshold ${String(settings.threshold)}, percent ${String(settings.percent)}: auto-extension is disabled`;
  return refusal('DM131', 'there is no automatic extension to keep room for', why, [
    `attach a profile to ${volume.vg}/${volume.name} (dmctl explain DM131), or omit --keep-step`,
  ]);
}
