import type {
  LogicalVolume,
  LvmState,
  PhysicalVolume,
  VolumeGroup,
} from '../model/facts/lvm-state.ts';
import { known, unknown, type Known } from '../model/known.ts';
import { extents, type Extents } from '../model/units.ts';

/** The free extents of a volume group, without the disks that LVM takes nothing from. */
export interface Room {
  readonly all: Extents;
  /** How many each disk has; null if that is unknown. */
  readonly disks: readonly Extents[] | null;
}

/** How LVM extends a volume: in rows of one extent on each of several physical volumes. */
export interface Way {
  /** `1 disk`, `2 stripes`, `raid1 on 2 disks`: for messages. */
  readonly words: string;
  /** Physical volumes that a row takes an extent of. */
  readonly areas: number;
  /** Extents of the volume that a row makes: as many as areas if it is striped, one of raid1. */
  readonly perRow: number;
  /** lvm(8), --alloc */
  readonly policy: string;
  /** True if nothing but free extents counts. */
  readonly takesAny: boolean;
}

/** More extents for a volume. */
export interface Extension {
  readonly way: Way;
  readonly by: number;
}

/**
 * Returns the group's free extents.
 * @param joining those of disks that are about to join the group
 * @returns unknown while a disk is missing, since LVM extends nothing then
 */
export function roomIn(
  lvm: LvmState,
  group: VolumeGroup,
  joining: readonly Extents[] = [],
): Known<Room> {
  if (group.missingPvs > 0) return unknown(`disks of volume group ${group.name} are missing`);
  const pvs = lvm.pvs.filter((pv) => pv.vgUuid === group.uuid);
  const freeOn = (one: readonly PhysicalVolume[]) =>
    one.map(({ free }) => extents(Math.floor(free / group.extentSize)));
  const open = freeOn(pvs.filter((pv) => pv.allocatable));
  const all = group.freeExtents - sum(freeOn(pvs.filter((pv) => !pv.allocatable)));
  return known({
    all: extents(all + sum(joining)),
    // The extensions of a plan are taken off the group, not off its disks.
    disks: sum(open) === all ? [...open, ...joining] : null,
  });
}

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);

/**
 * Returns how LVM extends a part of the pool.
 * @param disks how many disks the group will have
 * @returns unknown for types whose arithmetic dmctl does not know, and for several types in one volume,
 * which LVM itself does not extend without being told how
 */
export function wayOf(
  group: VolumeGroup,
  part: Pick<LogicalVolume, 'segmentType' | 'areas' | 'allocation'> | null,
  disks: number,
): Known<Way> {
  if (part === null) return unknown('LVM does not report the volume below the pool');
  const { segmentType, areas } = part;
  const policy = part.allocation === 'inherit' ? group.allocation : part.allocation;
  const isClose = policy === 'cling' && disks === 1;
  const takesAny = policy === 'normal' || isClose || (policy === 'anywhere' && areas === 1);
  const way = { areas, policy, takesAny };
  if (segmentType === 'linear') return known({ ...way, words: '1 disk', perRow: 1 });
  const count = String(areas);
  if (segmentType === 'striped') return known({ ...way, words: `${count} stripes`, perRow: areas });
  if (segmentType === 'raid1')
    return known({ ...way, words: `raid1 on ${count} disks`, perRow: 1 });
  return unknown('it is neither linear, striped nor raid1');
}

/**
 * Tells whether LVM finds room for these extensions, one after another. Which disks it takes depends on where
 * the volumes lie (lvm2, lib/metadata/lv_manip.c: _find_max_parallel_space_for_one_policy), but it goes on
 * until fewer disks than a row needs have anything left, and no extension takes more of one disk than it has
 * rows. So it certainly fits if that many disks have room for the rows of all, and certainly not if all
 * disks together do not have the extents.
 * @returns unknown where neither is certain
 */
export function fits(room: Room, extensions: readonly Extension[]): Known<boolean> {
  const taken = { rows: 0, all: 0 };
  let doubt: string | null = null;
  for (const extension of extensions.filter(({ by }) => by > 0)) {
    const { way } = extension;
    const rows = rowsOf(extension);
    taken.rows += rows;
    taken.all += extentsOf(extension);
    if (taken.all > room.all || !hasRows(room, way, rows)) return known(false);
    doubt ??= doubtOf(room, way, taken.rows);
  }
  return doubt === null ? known(true) : unknown(doubt);
}

/** LVM rounds up to a whole row. */
const rowsOf = ({ way, by }: Extension): number => Math.ceil(by / way.perRow);

/** Extents of the group that it takes. */
export const extentsOf = (extension: Extension): number => rowsOf(extension) * extension.way.areas;

/** Extents that the volume really gets. */
export const wholeRows = (extension: Extension): Extents =>
  extents(rowsOf(extension) * extension.way.perRow);

/** Do the disks have this many extents on `areas` different ones at a time? Only `normal` insists on that. */
function hasRows({ disks }: Room, { areas, policy }: Way, rows: number): boolean {
  if (disks === null || policy !== 'normal') return true;
  return sum(disks.map((free) => Math.min(free, rows))) >= rows * areas;
}

function doubtOf(room: Room, way: Way, rows: number): string | null {
  if (!way.takesAny) return `its allocation policy is ${way.policy}`;
  if (way.areas === 1 || rows <= sureRows(room, way)) return null;
  if (room.disks === null) return 'which disks the free extents are on is not known';
  return `LVM certainly finds ${String(sureFor(room, way))} extents for ${way.words}; more depends on where the parts of the volume lie`;
}

function sureRows({ all, disks }: Room, { areas }: Way): number {
  if (areas === 1) return all;
  return [...(disks ?? [])].sort((a, b) => b - a)[areas - 1] ?? 0;
}

/** The extents that a volume can certainly be extended by. */
export function sureFor(room: Room, way: Way): Extents {
  return extents(way.takesAny ? sureRows(room, way) * way.perRow : 0);
}
