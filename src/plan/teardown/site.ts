import { dockerFacts } from '../../docker/engine.ts';
import { isSetAside, tornDownOf } from '../../model/facts/data-root.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { DataRoot } from '../../model/facts/docker-state.ts';
import { knownOr } from '../../model/known.ts';
import type { VolumeGroup } from '../../model/facts/lvm-state.ts';
import { dmName } from '../../model/names.ts';
import type { TeardownGround } from '../../model/facts/teardown-ground.ts';
import { findPool, type FoundPool } from '../../pool/found-pool.ts';
import { holdingsWords } from '../docker/data-root-refusals.ts';
import type { PresentRoot } from '../docker/data-root.ts';
import { TAG } from '../steps/names.ts';
import type { OwnPvs, SetUpRecord } from '../steps/setup-record.ts';
import type { TeardownRequest } from './request.ts';

/** The input of the plan of `dmctl teardown`. */
export interface TeardownSite {
  readonly facts: Facts;
  readonly ground: TeardownGround;
  readonly record: SetUpRecord;
  /** The physical volumes that dmctl created on this host. */
  readonly ownPvs: OwnPvs;
  /** Hashes of the boot units that dmctl wrote on this host. */
  readonly ownUnits: ReadonlySet<string>;
  /** The physical volume that Docker created in the setup on record; null if none is proven to be it. */
  readonly managedPv: string | null;
  readonly request: TeardownRequest;
}

/** Where the current data root is moved, so that the previous one can be restored. */
export const asideOf = (root: DataRoot): string =>
  tornDownOf(root.path, root.state === 'present' && root.mountPoint);

/** The pool that Docker reports or is configured for. */
export const dockersPool = (facts: Facts): FoundPool => findPool(facts);

/** True if Docker uses the pool, or will when it is started. */
export function isDockersOwn({ facts, record }: TeardownSite): boolean {
  const found = dockersPool(facts);
  if (found.kind !== 'named') return false;
  const { pool } = record;
  return pool === null ? found.mode === 'loop-lvm' : found.name === dmName(pool.vg, pool.lv);
}

/** The volume group that setup created; null if it no longer exists. */
export function groupOf({ facts, record }: TeardownSite): VolumeGroup | null {
  const { pool } = record;
  if (pool === null || !facts.lvm.known) return null;
  return facts.lvm.value.vgs.find(({ name }) => name === pool.vg) ?? null;
}

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
export function rootOfBefore({ facts, ground, record }: TeardownSite): SetUpRecord['movedRoot'] {
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

/** True by its tag; if Docker created it, by the physical volume that is proven to be that run's. */
export function isGroupOurs({ record, managedPv }: TeardownSite, group: VolumeGroup): boolean {
  return record.managed === null ? group.tags.includes(TAG) : managedPv !== null;
}
