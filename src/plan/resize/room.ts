import { known, type Known } from '../../model/known.ts';
import { extents, extentsToBytes, type Extents } from '../../model/units.ts';
import { thresholdOf, waysOf, type Ways } from '../../pool/extensions.ts';
import { extentsOf, fits, type Extension, type Room } from '../../pool/free-space.ts';
import type { Part } from '../../pool/usage.ts';
import { fullExtension, withSpare } from '../../profiles/extension.ts';
import type { GrowingPool } from '../steps/pool-in-use.ts';
import type { ResizeRequest } from './request.ts';

/** New sizes of the parts. */
export type Sizes = Readonly<Record<Part, Extents>>;

/** The free space to divide, and how LVM extends each part. */
export interface Site {
  readonly pool: GrowingPool;
  readonly request: ResizeRequest;
  /** The free space, that of new disks included. */
  readonly room: Room;
  /** Number of disks that are not yet in the group. */
  readonly joining: number;
  /** True if room comes with the resize: of new disks, or of some that have grown. */
  readonly bringsRoom: boolean;
  readonly ways: Readonly<Record<Part, Known<Ways>>>;
}

/** Returns how LVM extends each part. @param joining number of new disks */
export function waysIn({ lvm, group, volume }: GrowingPool, joining: number): Site['ways'] {
  const of = (part: Part) => waysOf(lvm, group, volume, part, joining);
  return { data: of('data'), metadata: of('metadata') };
}

/** Extents that the spare gets: LVM makes it as large as the metadata whenever it extends that. */
export const spareGrowth = ({ metadata, spare }: GrowingPool, to: Sizes): number =>
  to.metadata > metadata ? Math.max(0, to.metadata - spare) : 0;

/** The automatic extensions to keep room for, if the pool has these sizes: the largest of each part. */
export function keptExtensions(pool: GrowingPool, to: Sizes) {
  const { volume, group, settings } = pool;
  const metadataSize = extentsToBytes(to.metadata, group.extentSize);
  const threshold = thresholdOf(settings, { ...volume, metadataSize }, 'metadata');
  const metadata = fullExtension({ ...settings, threshold, sizeExtents: to.metadata });
  const spare = extents(pool.spare + spareGrowth(pool, to));
  return {
    data: fullExtension({ ...settings, sizeExtents: to.data }),
    metadata,
    spare: withSpare(metadata, to.metadata, spare) - metadata,
  };
}

/**
 * Returns LVM's extensions in their order, those to keep room for included.
 * @returns unknown if dmctl does not know how LVM extends one of the parts
 */
export function extensionsTo(site: Site, to: Sizes): Known<readonly Extension[]> {
  const { pool, request, ways } = site;
  const kept = request.keepStep ? keptExtensions(pool, to) : { data: 0, metadata: 0, spare: 0 };
  const steps = [
    { part: 'metadata', by: to.metadata - pool.metadata, spare: spareGrowth(pool, to) },
    { part: 'data', by: to.data - pool.data, spare: 0 },
    { part: 'metadata', by: kept.metadata, spare: kept.spare },
    { part: 'data', by: kept.data, spare: 0 },
  ] as const;
  const made: Extension[] = [];
  for (const { part, by, spare } of steps.filter((step) => step.by > 0)) {
    const way = ways[part];
    if (!way.known) return way;
    made.push({ way: way.value.part, by }, { way: way.value.spare, by: spare });
  }
  return known(made);
}

/** Extents of the group that these sizes take, and what is to be kept free; 0 if that is unknown. */
export function extentsTaken(site: Site, to: Sizes): number {
  const made = extensionsTo(site, to);
  return made.known ? made.value.reduce((sum, one) => sum + extentsOf(one), 0) : 0;
}

/** Tells whether LVM finds room for these sizes, and what is to be kept free. */
export function isRoom(site: Site, to: Sizes): Known<boolean> {
  const made = extensionsTo(site, to);
  return made.known ? fits(site.room, made.value) : made;
}

/** The largest data that certainly fits; the present size if no larger one does. */
export function largestData(site: Site, metadata: Extents): Extents {
  const { pool, room } = site;
  let [low, high] = [Number(pool.data), pool.data + room.all];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const enough = isRoom(site, { data: extents(middle), metadata });
    if (enough.known && enough.value) low = middle;
    else high = middle - 1;
  }
  return extents(low);
}
