import type { Facts } from '../../model/facts/facts.ts';
import type { TeardownGround } from '../../model/facts/teardown-ground.ts';
import { dmName } from '../../model/names.ts';
import type { Notice } from '../../model/notice.ts';
import type { TeardownRequest } from '../../model/plan/journal.ts';
import { findPool } from '../../pool/found-pool.ts';
import { refusal } from './refusal.ts';
import type { OwnPvs, SetUpRecord } from './setup-record.ts';

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
  /** Others created the pool and its volume group. */
  readonly foreign?: true;
}

/** True if the engine uses the pool, or will when it is started. */
export function isEnginesPool({ facts, record }: TeardownSite): boolean {
  const found = findPool(facts);
  if (found.kind !== 'named') return false;
  const { pool } = record;
  return pool === null ? found.mode === 'loop-lvm' : found.name === dmName(pool.vg, pool.lv);
}

/** Refuses to destroy something with the pool that is in use. */
export const inUse = (what: string, why: string, fix: readonly string[]): Notice =>
  refusal('DM071', what, why, fix);

/** Refuses to destroy something of others with the pool. @param fix the command that removes it */
export const foreign = (what: string, fix: string): Notice =>
  inUse(what, 'it would be destroyed with the pool', [`if nobody needs it: ${fix}`]);

/** Says what a teardown does not remove. */
export const leftInPlace = (what: string, why: string, fix: string): Notice =>
  refusal('DM221', `${what} is left in place`, why, [fix]);
