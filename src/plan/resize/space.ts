import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import { extents, extentsFor, extentsToBytes, type Extents } from '../../model/units.ts';
import { roomIn, wholeRows } from '../../pool/free-space.ts';
import type { Part } from '../../pool/usage.ts';
import { extendsItself } from '../../profiles/extension.ts';
import { no, type Grown, type GrowingPool } from '../steps/pool-in-use.ts';
import { tooLargeSizes, tooLittleMetadata, type AskedSizes } from '../steps/pool-sizes.ts';
import { firstRefusals, refusal, unseen } from '../steps/refusal.ts';
import { shrinkRefusals, sizeRemedies, wantedSize } from './refusals.ts';
import type { ResizeRequest } from './request.ts';
import { roomRefusals, sized, uselessDisks } from './room-refusals.ts';
import { extentsTaken, largestData, spareGrowth, waysIn, type Site, type Sizes } from './room.ts';

/** The new sizes of the pool's parts in extents, and what the group has left then. */
export interface Sharing extends Sizes {
  /** The spare, which LVM keeps as large as the metadata. */
  readonly spare: Extents;
  readonly free: Extents;
}

/**
 * Divides the free space of the volume group.
 * @param joining extents that each new disk brings
 * @param grown true if the free space has that of disks that have grown
 */
export function shareRoom(
  pool: GrowingPool,
  request: ResizeRequest,
  joining: readonly Extents[],
  grown = false,
): Grown<Sharing> {
  if (request.keepStep && !extendsItself(pool.settings)) return no(noExtension(pool));
  const room = roomIn(pool.lvm, pool.group, joining);
  if (!room.known) return no(unseen(`the free space of ${pool.group.name}`, room.why));
  const count = joining.length;
  const bringsRoom = count > 0 || request.add.length > 0 || grown;
  const ways = waysIn(pool, count);
  const site = { pool, request, room: room.value, joining: count, bringsRoom, ways };
  const to = sizesFor(site);
  const asked = askedSizes(pool, to);
  const refusals = firstRefusals(
    () => shrinking(asked),
    () => tooLargeSizes(asked),
    () => roomRefusals(site, to),
    () => uselessDisks(site, to),
    () => tooLittleMetadata(asked),
  );
  if (refusals.length > 0) return no(...refusals);
  const brought = joining.reduce((sum, one) => sum + one, 0);
  const taken = extentsTaken({ ...site, request: { ...request, keepStep: false } }, to);
  return {
    ok: true,
    value: {
      ...to,
      spare: extents(pool.spare + spareGrowth(pool, to)),
      free: extents(pool.group.freeExtents + brought - taken),
    },
  };
}

/** New room without a size gives the data all that fits. */
function sizesFor(site: Site): Sizes {
  const metadata = wanted(site, 'metadata');
  const isRest = site.request.size === null && site.bringsRoom;
  return { metadata, data: isRest ? largestData(site, metadata) : wanted(site, 'data') };
}

/** The requested size in whole extents and rows, or the present one. */
function wanted({ pool, request, ways }: Site, part: Part): Extents {
  const change = part === 'data' ? request.size : request.metadataSize;
  const now = pool[part];
  if (change === null) return now;
  const { extentSize } = pool.group;
  const to = extentsFor(
    wantedSize(change, extentsToBytes(now, extentSize), extentSize),
    extentSize,
  );
  const way = knownOr(ways[part], null)?.part;
  return to <= now || way === undefined ? to : extents(now + wholeRows({ way, by: to - now }));
}

function shrinking({ wanted: to, now }: AskedSizes): readonly Notice[] {
  const parts = ['metadata', 'data'] as const;
  return parts.flatMap((part) => shrinkRefusals(part, to[part], now[part]));
}

function askedSizes(pool: GrowingPool, { data, metadata }: Sizes): AskedSizes {
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

function noExtension({ volume, settings }: GrowingPool): Notice {
  const why = `threshold ${String(settings.threshold)}, percent ${String(settings.percent)}: auto-extension is disabled`;
  return refusal('DM131', 'there is no automatic extension to keep room for', why, [
    `attach a profile to ${volume.vg}/${volume.name} (dmctl explain DM131), or omit --keep-step`,
  ]);
}
