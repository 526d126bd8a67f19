import type {
  LogicalVolume,
  LvmState,
  PhysicalVolume,
  VolumeGroup,
} from '../model/facts/lvm-state.ts';
import { known, unknown, type Known } from '../model/known.ts';
import { extents, type Extents } from '../model/units.ts';

/** The extents that a volume can certainly be extended by, and the most that LVM may find for it. */
export interface FreeSpace {
  readonly sure: Extents;
  readonly most: Extents;
}

/**
 * Returns how far LVM can extend a part of the pool. A linear volume takes any free extents of the group.
 * A raid1 or striped one takes as many on each of several physical volumes at a time, and which of them LVM
 * chooses depends on where its parts lie (lvm2, lib/metadata/lv_manip.c: _find_max_parallel_space_for_one_policy):
 * certain is only what that many of them have each, impossible what all of them together do not have.
 * @returns unknown for other types, and for allocation policies that ask for more than room
 */
export function freeSpaceFor(
  lvm: LvmState,
  group: VolumeGroup,
  part: LogicalVolume | null,
): Known<FreeSpace> {
  if (part === null) return unknown('LVM does not report the volume below the pool');
  const policy = part.allocation === 'inherit' ? group.allocation : part.allocation;
  if (!ANYWHERE.includes(policy)) return unknown(`its allocation policy is ${policy}`);
  const pvs = lvm.pvs.filter((pv) => pv.vgUuid === group.uuid && !pv.missing);
  const open = pvs.filter((pv) => pv.allocatable).map((pv) => freeExtents(pv, group));
  const closed = pvs.filter((pv) => !pv.allocatable).map((pv) => freeExtents(pv, group));
  const all = group.freeExtents - sum(closed);
  const { segmentType, areas } = part;
  if (segmentType === 'linear') return known({ sure: extents(all), most: extents(all) });
  if (sum(open) !== all) return unknown('which disks the free extents are on is not known');
  const each = open.sort((a, b) => b - a)[areas - 1] ?? 0;
  if (segmentType === 'striped') return known({ sure: extents(each * areas), most: extents(all) });
  if (segmentType === 'raid1')
    return known({ sure: extents(each), most: extents(Math.floor(all / areas)) });
  return unknown('it is neither linear, striped nor raid1');
}

/** lvm(8), --alloc: these take free extents wherever they are. */
const ANYWHERE = ['normal', 'anywhere'];

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);

const freeExtents = ({ free }: PhysicalVolume, { extentSize }: VolumeGroup): number =>
  Math.floor(free / extentSize);
