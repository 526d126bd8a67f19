import { EXIT } from '../../model/exit-codes.ts';
import type { LogicalVolume, LvmState, VolumeGroup } from '../../model/facts/lvm-state.ts';
import type { Notice } from '../../model/notice.ts';
import { formatExtents, type Extents } from '../../model/units.ts';
import type { GrowingPool } from './pool-in-use.ts';

/** The volumes beside the pool that take their space from the same group. */
function othersIn({ lvs }: LvmState, pool: LogicalVolume): readonly LogicalVolume[] {
  return lvs.filter(
    (lv) => lv.vgUuid === pool.vgUuid && lv.uuid !== pool.uuid && !lv.hidden && lv.poolLv === null,
  );
}

/** Tells what they lose with the free space. */
function lossOf(others: readonly LogicalVolume[]): string {
  const names = others.map(({ name }) => name).join(', ');
  const pools = others.filter(({ segmentType }) => segmentType === 'thin-pool');
  const alone = pools.length === 0 ? '' : `, nor for pool ${pools[0]?.name ?? ''} to extend itself`;
  return `it is shared with ${names}: what the pool takes is not there for them to grow${alone}`;
}

const sized = ({ extentSize }: VolumeGroup, count: number): string =>
  formatExtents(count, extentSize);

/**
 * Says how much of the free space that a shared group has now goes to the pool; empty: none, or nobody shares it.
 * @param free extents that are free afterwards
 * @param keepsStep room for one automatic extension is kept already
 */
export function takenFromOthers(
  { group, volume, lvm }: Pick<GrowingPool, 'group' | 'volume' | 'lvm'>,
  free: Extents,
  keepsStep: boolean,
): readonly Notice[] {
  const others = othersIn(lvm, volume);
  const taken = group.freeExtents - free;
  if (others.length === 0 || taken <= 0) return [];
  const message = `the pool takes ${sized(group, taken)} of the ${sized(group, group.freeExtents)} free in volume group ${group.name}`;
  const fix = [
    'to take less: --size +SIZE',
    ...(keepsStep ? [] : ['to keep room for one automatic extension: add --keep-step']),
  ];
  return [{ code: 'DM206', message, why: lossOf(others), fix, exitCode: EXIT.done }];
}

/** Says that LVM will take the free space of a shared group for the pool by itself; empty: there is none to share. */
export function willTakeFromOthers(
  lvm: LvmState,
  group: VolumeGroup,
  volume: LogicalVolume,
): readonly Notice[] {
  const others = othersIn(lvm, volume);
  if (others.length === 0 || group.freeExtents === 0) return [];
  const message = `LVM will extend the pool into the ${sized(group, group.freeExtents)} free in volume group ${group.name}`;
  const fix = [
    'to leave the space to the others: dmctl adopt --autoextend-threshold 100, and extend the pool with dmctl resize',
  ];
  return [{ code: 'DM206', message, why: lossOf(others), fix, exitCode: EXIT.done }];
}
