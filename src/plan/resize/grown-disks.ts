import { resizePhysicalVolume } from '../../lvm/physical-volume.ts';
import type { DiskSize } from '../../model/facts/disk-size.ts';
import type { DeviceIdentity } from '../../model/facts/device.ts';
import type { Notice } from '../../model/notice.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { bytes, extents, extentsToBytes, formatBytes, type Bytes } from '../../model/units.ts';
import { resizedDisks, type GrownDisk, type ShortDisk } from '../../pool/disk-sizes.ts';
import { no, type Grown, type GrowingPool } from '../steps/pool-in-use.ts';
import { wordOf } from '../steps/physical-volume.ts';
import { refusal, unseen } from '../steps/refusal.ts';
import type { ResizeSite } from './refusals.ts';

/** Returns the disks of the group that have grown. One that is too small for what LVM has on it refuses every growth. */
export function diskGrowth(
  { facts }: ResizeSite,
  { group }: GrowingPool,
): Grown<readonly GrownDisk[]> {
  const found = resizedDisks(facts, group);
  if (!found.known) return no(unseen(`the sizes of the disks of ${group.name}`, found.why));
  const { short, grown } = found.value;
  if (short.length > 0) return no(...short.map(tooShort));
  return { ok: true, value: grown };
}

/** Where room is short, names the disks that have some, if nobody has asked for it. */
export const hintingAt = (
  refusals: readonly Notice[],
  unused: readonly GrownDisk[],
): readonly Notice[] =>
  refusals.map((one) =>
    one.code === 'DM032' && unused.length > 0
      ? { ...one, fix: [`add --pvresize: ${namesOf(unused)} has grown`, ...one.fix] }
      : one,
  );

const namesOf = (disks: readonly GrownDisk[]): string =>
  disks.map(({ disk }) => disk.device).join(', ');

function tooShort({ disk, needs }: ShortDisk): Notice {
  const message = `${disk.device} is smaller than its physical volume`;
  const why = `it has ${formatBytes(disk.bytes)}, and LVM needs ${formatBytes(needs)}: what lies beyond its end is lost`;
  return refusal('DM124', message, why, [
    'give the device its former size back, before anything else is written',
    'dmctl explain DM124 says how to find out what lay there',
  ]);
}

/** The pool as it is once its grown disks are used in full; facts of LVM, disk by disk. */
export function withGrownDisks(pool: GrowingPool, grown: readonly GrownDisk[]): GrowingPool {
  if (grown.length === 0) return pool;
  const { lvm, group } = pool;
  const more = new Map(grown.map(({ disk, more: count }) => [disk.uuid, count]));
  const size = (uuid: string): Bytes =>
    extentsToBytes(more.get(uuid) ?? extents(0), group.extentSize);
  const pvs = lvm.pvs.map((pv) => ({
    ...pv,
    size: bytes(pv.size + size(pv.uuid)),
    free: bytes(pv.free + size(pv.uuid)),
  }));
  const all = grown.reduce((sum, one) => sum + one.more, 0);
  const larger = {
    ...group,
    extentCount: extents(group.extentCount + all),
    freeExtents: extents(group.freeExtents + all),
  };
  const vgs = lvm.vgs.map((vg) => (vg.uuid === group.uuid ? larger : vg));
  return { ...pool, group: larger, lvm: { ...lvm, pvs, vgs } };
}

/** Has LVM use each of these disks in full. Nothing undoes it: nothing ever shrinks. */
export const pvresizeSteps = (
  { group }: GrowingPool,
  grown: readonly GrownDisk[],
): readonly Step[] =>
  grown.map(({ disk, from, more }) => {
    const device = identityOf(disk);
    const size = extentsToBytes(more, group.extentSize);
    const pv = {
      kind: 'pv-size' as const,
      ...{ device, uuid: disk.uuid, vg: group.name, size: bytes(from + size) },
    };
    return makeStep({
      id: `pvresize-${wordOf(device)}`,
      title: `Use all of ${disk.device}`,
      why: `it has grown by ${formatBytes(size)}, which LVM does not use yet; no data moves`,
      risk: 'safe',
      final: true,
      before: [{ ...pv, is: 'below' }],
      action: { kind: 'run', command: resizePhysicalVolume(disk.device) },
      after: [{ ...pv, is: 'at-least' }],
    });
  });

const identityOf = ({ device, majorMinor, bytes: size }: DiskSize): DeviceIdentity => ({
  path: device,
  majorMinor,
  size,
  serial: null,
});
