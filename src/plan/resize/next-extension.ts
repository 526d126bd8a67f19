import { METADATA_BLOCK_BYTES } from '../../model/facts/dm.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { known, mapKnown } from '../../model/known.ts';
import { bytes, extentsToBytes, type Extents } from '../../model/units.ts';
import { extensionsAhead } from '../steps/outlook.ts';
import type { GrowingPool } from '../steps/pool-in-use.ts';
import type { Sharing } from './space.ts';
import type { PolicyTarget } from './steps.ts';

/** The facts as they will be once the pool has these sizes. */
export function factsAfter(facts: Facts, pool: GrowingPool, sharing: Sharing): Facts {
  const { volume, group, chunkSize } = pool;
  const size = (count: Extents) => extentsToBytes(count, group.extentSize);
  const grown = { ...volume, size: size(sharing.data), metadataSize: size(sharing.metadata) };
  const lvs = pool.lvm.lvs.map((lv) => {
    if (lv.uuid === volume.uuid) return grown;
    const isSpare = lv.vg === group.name && lv.name.endsWith('_pmspare');
    return isSpare ? { ...lv, size: size(sharing.spare) } : lv;
  });
  const vgs = pool.lvm.vgs.map((vg) =>
    vg.name === group.name ? { ...vg, freeExtents: sharing.free } : vg,
  );
  const thinPools = mapKnown(facts.thinPools, (all) =>
    all.map((target) => {
      if (target.name !== pool.name || target.status.state !== 'running') return target;
      const dataBlocks = Math.floor(grown.size / chunkSize);
      const metadataBlocks = Math.floor(grown.metadataSize / METADATA_BLOCK_BYTES);
      return { ...target, status: { ...target.status, dataBlocks, metadataBlocks } };
    }),
  );
  return { ...facts, lvm: known({ ...pool.lvm, vgs, lvs }), thinPools };
}

/** The parts whose automatic extension is due and fits, with the size that it leads to. */
export function policyTargets(facts: Facts): readonly PolicyTarget[] {
  return extensionsAhead(facts).flatMap(({ part, step, size }) => {
    const isDue = step.usedPercent > step.threshold && step.fits;
    if (!isDue || size === null) return [];
    return [{ part, threshold: step.threshold, size: bytes(size + step.extentSize) }];
  });
}
