import { METADATA_BLOCK_BYTES } from '../model/dm.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Facts } from '../model/facts.ts';
import { known, mapKnown } from '../model/known.ts';
import type { Notice } from '../model/notice.ts';
import { bytes, extentsToBytes, formatBytes, type Extents } from '../model/units.ts';
import { readConfiguration } from '../pool/configuration.ts';
import { findPool } from '../pool/found-pool.ts';
import { stepFigures, type StepFigures } from '../pool/steps.ts';
import { partBytes, type Part } from '../pool/usage.ts';
import { canServe } from '../profiles/step.ts';
import type { PolicyTarget } from './grow-steps.ts';
import type { GrowingPool } from './growing-pool.ts';
import type { Sharing } from './resize-room.ts';

const PARTS: readonly Part[] = ['data', 'metadata'];

/** What there is to say of the next auto-extension steps. */
export interface Outlook {
  /** One sentence for people. */
  readonly words: string;
  /** DM204 where a step does not fit. */
  readonly notices: readonly Notice[];
}

/** Can the next steps be served, as the pool is? null: not known, or nothing extends this pool. */
export function outlook(facts: Facts): Outlook | null {
  const figures = figuresOf(facts);
  const data = figures.find(({ part }) => part === 'data');
  if (data === undefined) return null;
  if (data.step.next === 0) return { words: 'auto-extension is off', notices: [] };
  const notices = figures.flatMap(({ part, step }) => notice(part, step));
  return { words: words(data.step), notices };
}

const sizes = ({ extentSize }: StepFigures, count: Extents): string =>
  `${formatBytes(extentsToBytes(count, extentSize))} (${String(count)} extents)`;

function words(step: StepFigures): string {
  const free = `${sizes(step, step.free)} are free in ${step.vg}`;
  if (canServe(step.full, step.free)) {
    return `it can grow by itself: the largest step takes ${sizes(step, step.full)}, ${free}`;
  }
  if (canServe(step.next, step.free)) {
    return `the next step of ${sizes(step, step.next)} fits, but not one of ${sizes(step, step.full)}: ${free}`;
  }
  return `it cannot grow by itself: the next step takes ${sizes(step, step.next)}, ${free}`;
}

function notice(part: Part, step: StepFigures): readonly Notice[] {
  if (step.next === 0 || canServe(step.full, step.free)) return [];
  const fits = canServe(step.next, step.free);
  const message = fits
    ? `the ${part} may not be able to grow by itself`
    : `the ${part} will not be able to grow by itself`;
  const why =
    `an auto-extension step takes ${sizes(step, step.next)}, up to ${sizes(step, step.full)} when ` +
    `writers are fast; ${sizes(step, step.free)} are free, and LVM's step is all or nothing`;
  const fix = ['add a disk and leave room: dmctl resize --add DEVICE --keep-step'];
  return [{ code: 'DM204', message, why, fix, exitCode: EXIT.done }];
}

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

/** The parts whose auto-extension step is due and fits, and a size that only that step leads to. */
export function policyTargets(facts: Facts): readonly PolicyTarget[] {
  return figuresOf(facts).flatMap(({ part, step, size }) => {
    const isDue = step.usedPercent > step.threshold && canServe(step.next, step.free);
    if (!isDue || size === null) return [];
    return [{ part, threshold: step.threshold, size: bytes(size + step.extentSize) }];
  });
}

/** The next step of each part, as far as it is known, and the part's size. */
function figuresOf(facts: Facts) {
  const pool = findPool(facts, readConfiguration(facts));
  if (pool.kind !== 'named') return [];
  return PARTS.flatMap((part) => {
    const step = stepFigures(facts, pool, part);
    return step.known ? [{ part, step: step.value, size: partBytes(pool, part) }] : [];
  });
}
