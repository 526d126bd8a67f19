import type { DiskSize } from '../model/facts/disk-size.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { PhysicalVolume, VolumeGroup } from '../model/facts/lvm-state.ts';
import { known, knownOr, type Known } from '../model/known.ts';
import { bytes, extents, type Bytes, type Extents } from '../model/units.ts';
import type { NamedPool } from './found-pool.ts';

/** A disk, or a partition, with room that LVM does not use yet. */
export interface GrownDisk {
  readonly disk: DiskSize;
  /** Present size of its physical volume. */
  readonly from: Bytes;
  /** Extents that pvresize(8) adds. */
  readonly more: Extents;
}

/** A disk that is smaller than its physical volume. */
export interface ShortDisk {
  readonly disk: DiskSize;
  /** What its physical volume needs. */
  readonly needs: Bytes;
}

/** The disks of a group whose size is not the one that LVM uses. */
export interface ResizedDisks {
  readonly grown: readonly GrownDisk[];
  readonly short: readonly ShortDisk[];
}

/** Compares the disks of the group with its physical volumes. LVM resizes none that is not allocatable. */
export function resizedDisks(
  { diskSizes, lvm }: Pick<Facts, 'diskSizes' | 'lvm'>,
  { extentSize }: VolumeGroup,
): Known<ResizedDisks> {
  if (!diskSizes.known) return diskSizes;
  if (!lvm.known) return lvm;
  const seen = diskSizes.value.flatMap((disk) => {
    const pv = lvm.value.pvs.find(({ uuid }) => uuid === disk.uuid);
    return pv === undefined ? [] : [{ disk, pv }];
  });
  return known({
    grown: seen.flatMap(({ disk, pv }) => {
      const more = extentsMore(disk, pv, extentSize);
      return more > 0 && pv.allocatable ? [{ disk, from: pv.size, more: extents(more) }] : [];
    }),
    short: seen.flatMap(({ disk, pv }) => {
      const needs = bytes(pv.size + (disk.taken ?? 0));
      return disk.bytes < needs ? [{ disk, needs }] : [];
    }),
  });
}

/** lvm2, lib/metadata/pv_manip.c: whole extents of what lies between the metadata. */
function extentsMore(disk: DiskSize, pv: PhysicalVolume, extentSize: Bytes): number {
  if (disk.taken === null) return 0;
  return Math.floor((disk.bytes - disk.taken) / extentSize) - Math.round(pv.size / extentSize);
}

/** The command that gives a pool on disks more room: a disk that has grown comes before a new one. */
export function roomCommand(facts: Facts, pool: NamedPool): string {
  const group = knownOr(pool.group, null);
  const found = group === null ? null : knownOr(resizedDisks(facts, group), null);
  return found !== null && found.grown.length > 0
    ? 'dmctl resize --pvresize'
    : 'dmctl resize --add DEVICE';
}
