import { activate } from '../../lvm/logical-volume.ts';
import { convertToThinPool } from '../../lvm/thin-pool.ts';
import type { Condition } from '../../model/plan/condition.ts';
import { dmName, metadataName } from '../../model/names.ts';
import type { LogicalVolume } from '../../model/facts/lvm-state.ts';
import type { Step } from '../../model/plan/plan.ts';
import { linear, removeLv, sizesOf, type PoolSite } from './pool-volumes.ts';

/** Documented step 7, and what is left where it was cut off. */
export function convertStep(site: PoolSite): Step {
  const { vg, pool, chunkSize } = site.request;
  const { data, metadata } = sizesOf(site);
  const meta = metadataName(pool);
  const stray = strayName(pool);
  const made = madePool(site);
  return {
    id: 'lvconvert',
    title: `Convert ${vg}/${pool} and ${vg}/${meta} to a thin pool`,
    why: 'the kernel target that Docker makes its thin devices in',
    documented: 7,
    risk: 'reversible',
    before: [
      linear(site, pool, data),
      linear(site, meta, metadata),
      { kind: 'lv-absent', vg, lv: stray },
    ],
    action: { kind: 'run', command: convertToThinPool(vg, pool, meta, chunkSize) },
    after: [{ ...made, active: true }],
    mend: [removeStray(site, 'mend-lvconvert-spare'), activatePool(made, 'mend-lvconvert-active')],
    undo: [
      activatePool(made, 'undo-inactive'),
      releasePool(vg, pool),
      { ...removePool(vg, pool), mend: [activatePool(made, 'mend-undo-lvconvert')] },
      removeStray(site, 'undo-spare'),
    ],
  };
}

/** The name LVM gives the spare before it hides it as _pmspare: the first one that is free. */
export const strayName = (pool: string): string => (pool === 'lvol0' ? 'lvol1' : 'lvol0');

/** An lvconvert cut off right after it made the spare for the metadata leaves it as a plain volume. */
function removeStray(site: PoolSite, id: string): Step {
  const { vg, pool } = site.request;
  const lv = strayName(pool);
  const stray: Condition = { kind: 'lv-linear', vg, lv, size: sizesOf(site).metadata, tag: null };
  return removeLv(id, vg, lv, [stray]);
}

/** A thin pool, active or not. */
export type MadePool = Omit<Extract<Condition, { kind: 'thin-pool' }>, 'active'>;

/** The pool that the set-up makes. */
export function madePool(site: PoolSite): MadePool {
  const { vg, pool: lv, chunkSize } = site.request;
  return { kind: 'thin-pool', vg, lv, size: sizesOf(site).data, chunkSize };
}

/** One that is there already. */
export function poolThere({ vg, name, size, chunkSize }: LogicalVolume): MadePool {
  if (chunkSize === null) throw new Error(`${vg}/${name} is a thin pool without a chunk size`);
  return { kind: 'thin-pool', vg, lv: name, size, chunkSize };
}

/** Cut off, lvconvert and lvremove leave a pool that is not active: its use cannot be seen then. */
export function activatePool(made: MadePool, id: string): Step {
  const { vg, lv } = made;
  return {
    id,
    title: `Activate ${vg}/${lv}`,
    why: 'a pool that is not active does not tell whether anything is in it',
    documented: null,
    risk: 'safe',
    before: [{ ...made, active: false }],
    action: { kind: 'run', command: activate(vg, lv) },
    after: [{ kind: 'pool-not-inactive', vg, lv }],
    undo: [],
  };
}

/** A dockerd that failed while it made its base device leaves that device active. */
export function releasePool(vg: string, lv: string): Step {
  return {
    id: 'undo-base-device',
    title: `Remove what Docker left active on ${vg}/${lv}`,
    why: 'a dockerd that fails at its first start leaves its empty base device behind',
    documented: null,
    risk: 'reversible',
    before: [{ kind: 'pool-unused', vg, lv }],
    action: { kind: 'remove-holders', device: `/dev/mapper/${dmName(vg, lv)}` },
    after: [{ kind: 'pool-unheld', vg, lv }],
    undo: [],
  };
}

/** Removes a pool that nothing was stored in. */
export function removePool(vg: string, lv: string): Step {
  const unused: Condition = { kind: 'pool-unused', vg, lv };
  return removeLv('undo-lvconvert', vg, lv, [unused], { kind: 'thin-pool-absent', vg, lv });
}
