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
import type { SetUpRecord } from '../steps/setup-record.ts';
import type { TeardownRequest } from './request.ts';

/** What the plan of a teardown is decided by. */
export interface TeardownSite {
  readonly facts: Facts;
  readonly ground: TeardownGround;
  readonly record: SetUpRecord;
  /** UUIDs of the physical volumes that dmctl made on this host. */
  readonly ownPvs: ReadonlySet<string>;
  /** Hashes of what dmctl wrote as its boot unit on this host. */
  readonly ownUnits: ReadonlySet<string>;
  /** The one that Docker made in the set-up on record; null: none is proven to be it. */
  readonly managedPv: string | null;
  readonly request: TeardownRequest;
}

/** Where the data root of now goes, so that the one of before can come back. */
export const asideOf = (root: DataRoot): string =>
  tornDownOf(root.path, root.state === 'present' && root.mountPoint);

/** The pool as Docker's word or its configuration lead to it. */
export const dockersPool = (facts: Facts): FoundPool => findPool(facts);

/** Does Docker use the pool, or would it when it is started? */
export function isDockersOwn({ facts, record }: TeardownSite): boolean {
  const found = dockersPool(facts);
  if (found.kind !== 'named') return false;
  const { pool } = record;
  return pool === null ? found.mode === 'loop-lvm' : found.name === dmName(pool.vg, pool.lv);
}

/** The group that the set-up made; null: it is not there any more. */
export function groupOf({ facts, record }: TeardownSite): VolumeGroup | null {
  const { pool } = record;
  if (pool === null || !facts.lvm.known) return null;
  return facts.lvm.value.vgs.find(({ name }) => name === pool.vg) ?? null;
}

/** The data root that came with the pool; null: there is none, or it is the one of before. */
export function poolsRoot({ facts, ground, record }: TeardownSite): PresentRoot | null {
  const root: DataRoot = dockerFacts(facts).dataRoot;
  if (root.state !== 'present' || !record.newRoot || (root.mountPoint && root.empty)) return null;
  const { movedRoot } = record;
  const isBefore = movedRoot !== null && knownOr(ground.inPlace, null) === movedRoot.mark.inode;
  return isBefore ? null : root;
}

/** The data root of before, where it can come back to its place. */
export function rootOfBefore({ facts, ground, record }: TeardownSite): SetUpRecord['movedRoot'] {
  const { movedRoot } = record;
  const root: DataRoot = dockerFacts(facts).dataRoot;
  if (movedRoot?.path !== root.path) return null;
  const isInside = movedRoot.mark.below !== '';
  if (isInside && !(root.state === 'present' && root.mountPoint)) return null;
  return ground.backup.known && ground.backup.value === movedRoot.mark.inode ? movedRoot : null;
}

/**
 * What a person would miss in the data root that belongs to the pool, in words: volumes lie in it, and
 * not in the pool. '': nothing.
 */
export function heldBesidesPool({ ground }: TeardownSite, root: PresentRoot): string {
  const held = holdingsWords({ ...root.holdings, images: 0, containers: 0 });
  const { keptBesides } = ground;
  // What is set aside in a mount point stays there.
  const kept = keptBesides.known
    ? keptBesides.value.filter((name) => !(root.mountPoint && isSetAside(name)))
    : [keptBesides.why];
  return [...(held === '' ? [] : [held]), ...kept].join(', ');
}

/** By its tag; where Docker made it, by the physical volume that is proven to be that run's. */
export function isGroupOurs({ record, managedPv }: TeardownSite, group: VolumeGroup): boolean {
  return record.managed === null ? group.tags.includes(TAG) : managedPv !== null;
}
