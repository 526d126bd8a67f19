import type { Check, Mode } from '../model/check.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { Examined } from './examination.ts';
import { EXAMINATIONS, type CheckId } from './examinations.ts';
import { findPool, isInactive, isMissing, isNoVolume } from '../pool/found-pool.ts';

export interface Verification {
  /**
   * null: no pool was found. Where `hasNoPool` says there is none, the command exits 6; else it was
   * not possible to tell, and the checks say why.
   */
  readonly mode: Mode | null;
  readonly checks: readonly Check<CheckId>[];
}

/**
 * Judges the host by what was seen of it, in the order in which a person would look. Checks that
 * make no sense are left out: LVM's for a pool on loop files, and those that need a pool, or an
 * active one, where it is certain that there is none.
 */
export function verify(facts: Facts): Verification {
  const seen = examined(facts);
  return {
    mode: seen.pool.kind === 'named' ? seen.pool.mode : null,
    checks: EXAMINATIONS[facts.engine.engine].flatMap((examination) => examine(examination, seen)),
  };
}

/** Is it certain that neither Docker nor its configuration has to do with a thin pool? */
export function hasNoPool(facts: Facts): boolean {
  return examined(facts).pool.kind === 'none';
}

function examined(facts: Facts): Examined {
  return { facts, pool: findPool(facts) };
}

function examine(
  examination: (typeof EXAMINATIONS)['docker'][number],
  seen: Examined,
): readonly Check<CheckId>[] {
  const { id, code, title, wanted } = examination;
  const { pool } = seen;
  if (examination.scope === 'host' || examination.scope === 'setup') {
    if (examination.scope === 'setup' && pool.kind === 'none') return [];
    return [{ id, code, title, wanted, ...examination.judge(seen) }];
  }
  if (pool.kind !== 'named' || isMissing(pool)) return [];
  if (examination.directLvmOnly && (pool.mode !== 'direct-lvm' || isNoVolume(pool))) return [];
  if (examination.scope === 'active-pool' && isInactive(pool)) return [];
  return [{ id, code, title, wanted, ...examination.judge({ ...seen, pool }) }];
}
