import { removeDevice } from '../../lvm/dmsetup.ts';
import { activateVolume } from '../../lvm/logical-volume.ts';
import { convertToThinPool } from '../../lvm/thin-pool.ts';
import type { Condition } from '../../model/plan/condition.ts';
import { dmName, metadataName } from '../../model/names.ts';
import type { LogicalVolume } from '../../model/facts/lvm-state.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { linear, removeLv, seenWithPool, sizesOf, type PoolSite } from './pool-volumes.ts';

/**
 * Documented step 7, and the repair of an interrupted one. In a group of others a volume with the name of a stray
 * spare may be theirs: it is left alone, and LVM makes another one.
 */
export function convertStep(site: PoolSite): Step {
  const { vg, pool, chunkSize } = site.request;
  const { data, metadata } = sizesOf(site);
  const meta = metadataName(pool);
  const stray = strayName(pool);
  const made = madePool(site);
  const isAlone = site.group === null;
  return {
    id: 'lvconvert',
    title: `Convert ${vg}/${pool} and ${vg}/${meta} to a thin pool`,
    why: 'the thin devices of images and containers are created in a thin pool',
    documented: 7,
    risk: 'reversible',
    before: [
      linear(site, pool, data),
      linear(site, meta, metadata),
      ...(isAlone ? [{ kind: 'lv-absent', vg, lv: stray } as const] : []),
    ],
    action: { kind: 'run', command: convertToThinPool(vg, pool, meta, chunkSize) },
    after: [{ ...made, active: true }],
    ...seenWithPool({ ...made, active: true }),
    mend: [
      ...(isAlone ? [removeStray(site, 'mend-lvconvert-spare')] : []),
      activatePool(made, 'mend-lvconvert-active'),
    ],
    undo: [
      activatePool(made, 'undo-inactive'),
      releasePool(vg, pool),
      { ...removePool(vg, pool), mend: [activatePool(made, 'mend-undo-lvconvert')] },
      ...(isAlone ? [removeStray(site, 'undo-spare')] : []),
    ],
  };
}

/** The first free name, which LVM gives the spare before it hides it as _pmspare. */
export const strayName = (pool: string): string => (pool === 'lvol0' ? 'lvol1' : 'lvol0');

/** An lvconvert interrupted right after it created the spare leaves it as a plain volume. */
function removeStray(site: PoolSite, id: Step['id']): Step {
  const { vg, pool } = site.request;
  const lv = strayName(pool);
  const stray: Condition = { kind: 'lv-linear', vg, lv, size: sizesOf(site).metadata, tag: null };
  return removeLv(id, vg, lv, [stray]);
}

/** A thin pool, active or not. */
export type MadePool = Omit<Extract<Condition, { kind: 'thin-pool' }>, 'active'>;

/** The pool that setup creates. */
export function madePool(site: PoolSite): MadePool {
  const { vg, pool: lv, chunkSize } = site.request;
  return { kind: 'thin-pool', vg, lv, size: sizesOf(site).data, chunkSize };
}

/** A pool that exists already. */
export function poolThere({ vg, name, size, chunkSize }: LogicalVolume): MadePool {
  if (chunkSize === null) throw new Error(`${vg}/${name} is a thin pool without a chunk size`);
  return { kind: 'thin-pool', vg, lv: name, size, chunkSize };
}

/** An interrupted lvconvert or lvremove leaves an inactive pool, whose usage is unknown. */
export function activatePool(made: MadePool, id: Step['id']): Step {
  const { vg, lv } = made;
  return makeStep({
    id,
    title: `Activate ${vg}/${lv}`,
    why: 'only an active pool shows whether anything is stored in it',
    risk: 'safe',
    before: [{ ...made, active: false }],
    action: { kind: 'run', command: activateVolume(vg, lv) },
    after: [{ kind: 'pool-not-inactive', vg, lv }],
  });
}

/** A dockerd that fails while it creates its base device leaves that device active. */
export function releasePool(vg: string, lv: string): Step {
  return makeStep({
    id: 'undo-base-device',
    title: `Remove what is left active on ${vg}/${lv}`,
    why: 'an engine that fails at its first start leaves an empty device behind',
    risk: 'reversible',
    before: [{ kind: 'pool-unused', vg, lv }],
    action: {
      kind: 'remove-holders',
      device: `/dev/mapper/${dmName(vg, lv)}`,
      remove: removeDevice(),
    },
    after: [{ kind: 'pool-unheld', vg, lv }],
  });
}

/** Removes a pool in which nothing was stored. */
export function removePool(vg: string, lv: string): Step {
  const unused: Condition = { kind: 'pool-unused', vg, lv };
  return removeLv('undo-lvconvert', vg, lv, [unused], { kind: 'thin-pool-absent', vg, lv });
}
