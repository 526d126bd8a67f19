import { dockerFacts } from '../../docker/engine.ts';
import { isSetAside, tornDownOf, type MovedRoot } from '../../model/facts/data-root.ts';
import type { DataRoot, PresentRoot } from '../../model/facts/docker-state.ts';
import { knownOr } from '../../model/known.ts';
import { holdingsWords } from '../steps/holdings.ts';
import type { TeardownSite } from '../steps/teardown-site.ts';

/** Where the current data root is moved, so that the previous one can be restored. */
export const asideOf = (root: DataRoot): string =>
  tornDownOf(root.path, root.state === 'present' && root.mountPoint);

/** The data root that belongs to the pool; null if there is none, or it is the previous one. */
export function poolsRoot({ facts, ground, record }: TeardownSite): PresentRoot | null {
  const root: DataRoot = dockerFacts(facts).dataRoot;
  if (root.state !== 'present' || !record.newRoot || (root.mountPoint && root.empty)) return null;
  const { movedRoot } = record;
  const isBefore =
    movedRoot !== null && knownOr(ground.engine.inPlace, null) === movedRoot.mark.inode;
  return isBefore ? null : root;
}

/** The previous data root if it can be restored. */
export function rootOfBefore({ facts, ground, record }: TeardownSite): MovedRoot | null {
  const { movedRoot } = record;
  const root: DataRoot = dockerFacts(facts).dataRoot;
  if (movedRoot?.path !== root.path) return null;
  const isInside = movedRoot.mark.below !== '';
  if (isInside && !(root.state === 'present' && root.mountPoint)) return null;
  return ground.engine.backup.known && ground.engine.backup.value === movedRoot.mark.inode
    ? movedRoot
    : null;
}

/**
 * Names what a person would miss in the data root that belongs to the pool: volumes are in it, not in the
 * pool. '' if there is nothing.
 */
export function heldBesidesPool({ ground }: TeardownSite, root: PresentRoot): string {
  const held = holdingsWords({ ...root.holdings, images: 0, containers: 0 });
  const { keptBesides } = ground.engine;
  // A backup inside a mount point stays there.
  const kept = keptBesides.known
    ? keptBesides.value.filter((name) => !(root.mountPoint && isSetAside(name)))
    : [keptBesides.why];
  return [...(held === '' ? [] : [held]), ...kept].join(', ');
}
