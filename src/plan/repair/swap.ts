import { createLogicalVolume } from '../../lvm/logical-volume.ts';
import { swapMetadata } from '../../lvm/thin-metadata-tools.ts';
import type { MetadataImage } from '../../model/facts/metadata.ts';
import type { Condition, ConditionOf } from '../../model/plan/condition.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { extentsFor, formatBytes, type Bytes } from '../../model/units.ts';
import { TAG } from '../steps/names.ts';
import { removeLv } from '../steps/pool-volumes.ts';
import { poolThere } from '../steps/thin-pool.ts';
import type { RepairablePool } from './site.ts';
import { inactive, offAgain, volumeOf } from './steps.ts';

/** The logical volume for the repaired metadata; after the swap it holds the old one. */
export const repairedName = (pool: string): string => `${pool}_repaired`;

/** The volume for the repaired metadata, its content, and the swap. */
export const swapSteps = (
  pool: RepairablePool,
  old: MetadataImage,
  repaired: MetadataImage,
): readonly Step[] => [
  createStep(pool, repaired),
  writeStep(pool, repaired),
  swapStep(pool, old, repaired),
];

/** The volume of dmctl's own, before the swap. */
function ownVolume({ volume }: RepairablePool, size: Bytes): ConditionOf<'lv-linear'> {
  return { kind: 'lv-linear', vg: volume.vg, lv: repairedName(volume.name), size, tag: TAG };
}

function createStep(pool: RepairablePool, { size }: MetadataImage): Step {
  const ours = ownVolume(pool, size);
  const { vg, lv } = ours;
  const count = extentsFor(size, pool.group.extentSize);
  return makeStep({
    id: 'lvcreate-repaired',
    title: `Create logical volume ${vg}/${lv} for the repaired metadata`,
    why: `the metadata itself stays as it is; ${formatBytes(size)}`,
    risk: 'reversible',
    before: [{ kind: 'lv-absent', vg, lv }],
    action: { kind: 'run', command: createLogicalVolume(vg, lv, count, TAG) },
    after: [ours],
    undo: [removeLv('undo-lvcreate-repaired', vg, lv, [ours])],
  });
}

function writeStep(pool: RepairablePool, image: MetadataImage): Step {
  const ours = ownVolume(pool, image.size);
  const { vg, lv } = ours;
  return makeStep({
    id: 'write-metadata',
    title: `Write the repaired metadata to ${vg}/${lv}`,
    why: 'and read it back from the disk',
    risk: 'safe',
    before: [ours],
    action: { kind: 'write-metadata', vg, lv, image },
    after: [ours],
    unseen: true,
  });
}

/** A boot after it activates the pool with the new metadata, which is no reason to swap once more. */
function swapStep(pool: RepairablePool, old: MetadataImage, repaired: MetadataImage): Step {
  const made = poolThere(pool.volume);
  const volume = volumeOf(pool);
  const ours = ownVolume(pool, repaired.size);
  const { vg, lv } = ours;
  const metadata = (size: Bytes): Condition => ({ kind: 'lv-size', vg, lv: volume.lv, size });
  return makeStep({
    id: 'swap-metadata',
    title: `Swap the metadata of ${vg}/${volume.pool} for the repaired one`,
    why: `if it is still as it was copied; the old one is in ${vg}/${lv} from then on`,
    risk: 'reversible',
    before: [inactive(made), ours, metadata(old.size)],
    action: { kind: 'swap-metadata', volume, image: old, swap: swapMetadata(vg, volume.pool, lv) },
    after: [metadata(repaired.size)],
    mend: [offAgain(made, 'mend-swap-metadata')],
    final: true,
  });
}

/** Removes the volume that holds the old metadata, of which the copy has every byte. */
export function removeOldStep(
  pool: RepairablePool,
  old: MetadataImage,
  repaired: MetadataImage,
): Step {
  const { vg, pool: name, lv: metadataLv } = volumeOf(pool);
  const lv = repairedName(name);
  const removal = removeLv('remove-old-metadata', vg, lv, [
    { kind: 'lv-size', vg, lv, size: old.size },
    { kind: 'lv-size', vg, lv: metadataLv, size: repaired.size },
  ]);
  return {
    ...removal,
    title: `Remove the old metadata, ${vg}/${lv}`,
    why: `${old.path} has every byte of it`,
    final: true,
  };
}
