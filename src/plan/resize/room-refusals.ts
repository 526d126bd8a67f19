import { EXIT } from '../../model/exit-codes.ts';
import type { Notice } from '../../model/notice.ts';
import { extents, extentsToBytes, formatExtents, type Extents } from '../../model/units.ts';
import type { Part } from '../../pool/usage.ts';
import type { GrowingPool } from '../steps/pool-in-use.ts';
import { flagSize } from '../steps/pool-sizes.ts';
import { refusal } from '../steps/refusal.ts';
import {
  extentsTaken,
  isRoom,
  keptExtensions,
  largestData,
  spareGrowth,
  type Site,
  type Sizes,
} from './room.ts';

/** A number of extents, for people. */
export const sized = ({ group }: GrowingPool, count: number): string =>
  formatExtents(count, group.extentSize);

/** Refuses sizes for which LVM finds no room, or perhaps none. */
export function roomRefusals(site: Site, to: Sizes): readonly Notice[] {
  const enough = isRoom(site, to);
  if (enough.known && enough.value) return [];
  const { pool, request, room } = site;
  const { name } = pool.group;
  const whose = `${name}${request.add.length > 0 ? ', including the new disks' : ''}`;
  const sum = `requested: ${requested(site, to).join(', ')}; free in ${whose}: ${sized(pool, room.all)}`;
  if (!enough.known) {
    const message = `it is unknown whether LVM finds the space in volume group ${name}`;
    return [refusal('DM032', message, `${enough.why}; ${sum}`, advice(site, to))];
  }
  const short = extentsTaken(site, to) - room.all;
  const message =
    short > 0
      ? `volume group ${name} is ${sized(pool, short)} short`
      : `volume group ${name} has its free space on too few disks`;
  return [refusal('DM032', message, sum, advice(site, to), EXIT.noSpace)];
}

/** Each part of the request with its size, and how it is laid out if that takes several disks. */
function requested({ pool, request, ways }: Site, to: Sizes): readonly string[] {
  const grows = (part: Part, and: string): readonly string[] => {
    const by = to[part] - pool[part];
    const way = ways[part];
    const isSpread = way.known && way.value.part.areas > 1;
    const spread = isSpread ? ` (${way.value.part.words})` : '';
    return by > 0 ? [`${sized(pool, by)} for the ${part}${spread}${and}`] : [];
  };
  const kept = keptExtensions(pool, to);
  const largest = sized(pool, kept.data + kept.metadata + kept.spare);
  return [
    ...grows('data', ''),
    ...grows('metadata', ` and ${sized(pool, spareGrowth(pool, to))} for its spare`),
    ...(request.keepStep ? [`${largest} for the extension to keep room for`] : []),
  ];
}

function advice(site: Site, { metadata }: Sizes): readonly string[] {
  const { request, ways } = site;
  const way = ways.data.known ? ways.data.value.part : null;
  const isSpread = way !== null && way.areas > 1;
  return [
    `dmctl resize --add DEVICE  adds a disk to the group${isSpread ? ', two or more at a time' : ''}`,
    ...(request.keepStep
      ? ['request a smaller size, or omit --keep-step']
      : largest(site, metadata, isSpread)),
    ...(way?.takesAny === true ? [] : byHand(site, way?.policy ?? 'normal')),
  ];
}

/** Suggests the largest --size that certainly fits. */
function largest(site: Site, metadata: Extents, isSpread: boolean): readonly string[] {
  const { pool } = site;
  const most = largestData(site, metadata);
  if (most <= pool.data) return [];
  const size = flagSize(extentsToBytes(most, pool.group.extentSize));
  return [`--size ${size} ${isSpread ? 'is the most that certainly fits' : 'uses all free space'}`];
}

/** The ways out where LVM goes by more than free extents. */
function byHand({ pool }: Site, policy: string): readonly string[] {
  const { vg, name } = pool.volume;
  return [
    ...(policy === 'normal'
      ? []
      : [
          `see lvs -a -o+lv_allocation_policy ${vg}; with --alloc normal LVM takes any free extents`,
        ]),
    `by hand, if LVM finds it: lvextend -l +EXTENTS ${vg}/${name}`,
  ];
}

/** Refuses new disks that the data cannot use, where it is only for the data that they are added. */
export function uselessDisks(site: Site, to: Sizes): readonly Notice[] {
  const { pool, request, joining } = site;
  const isForData = joining > 0 && request.size === null && !request.keepStep;
  if (!isForData || to.data > pool.data || to.metadata > pool.metadata) return [];
  const one = isRoom(site, { ...to, data: extents(pool.data + 1) });
  const why = one.known ? 'the data takes its extents from several disks at a time' : one.why;
  const { vg, name } = pool.volume;
  const disks = request.add.join(' ');
  return [
    refusal('DM032', `${disks} would give the pool no more room`, why, [
      'add as many disks as it takes: dmctl resize --add DEVICE --add DEVICE',
      `or by hand: vgextend ${vg} ${disks}; lvextend -l +EXTENTS ${vg}/${name}`,
    ]),
  ];
}
