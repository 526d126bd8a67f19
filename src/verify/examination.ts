import type { CheckStatus } from '../model/check.ts';
import type { Code } from '../model/codes/index.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { FoundPool, NamedPool } from '../pool/found-pool.ts';
import type { Part } from '../pool/usage.ts';

/** The result of one check. */
export interface Verdict {
  readonly status: CheckStatus;
  readonly found: string;
  /** One line each; commands as they are typed. */
  readonly fix: readonly string[];
}

/** Nothing to do. `found` completes the title of the check: `docker-thinpool`. */
export const ok = (found: string): Verdict => ({ status: 'ok', found, fix: [] });

/**
 * Worth knowing, but no problem: verify still exits with 0.
 * @param found a headline that makes sense without the title; the same for `warning` and `failed`
 */
export const note = (found: string, ...fix: readonly string[]): Verdict => ({
  status: 'note',
  found,
  fix,
});

/** Works today, but will cause trouble. */
export const warning = (found: string, ...fix: readonly string[]): Verdict => ({
  status: 'warning',
  found,
  fix,
});

/** Does not work now, or will not after the next restart. */
export const failed = (found: string, ...fix: readonly string[]): Verdict => ({
  status: 'failed',
  found,
  fix,
});

/** Could not be determined, which is never taken for ok. */
export const unsure = (why: string, ...fix: readonly string[]): Verdict => ({
  status: 'unknown',
  found: `unknown: ${why}`,
  fix,
});

/** The facts that a check judges, and the pool that they lead to. */
export interface Examined {
  readonly facts: Facts;
  readonly pool: FoundPool;
}

/** The input of a check that needs a pool. */
export interface ExaminedPool extends Examined {
  readonly pool: NamedPool;
}

interface Described {
  /** Stable, in words: `pool-active`. */
  readonly id: string;
  readonly code: Code;
  /** What holds on a healthy host: `the pool is active`. */
  readonly title: string;
  readonly wanted: string;
  /**
   * Makes `dmctl check` raise an alarm, because writes are blocked or soon will be, and nothing fixes that
   * by itself: `always`, or only where the usage of that part is watched.
   */
  readonly wakes?: 'always' | Part;
  /** Explains other problems where the engine is not on its pool: `dmctl status` names it first then. */
  readonly cause?: true;
}

/**
 * When a check is made: `host` always; `setup` unless it is certain that no pool is wanted here;
 * `pool` if one is named and not known to be missing; `active-pool` if it is not known to be inactive
 * either.
 */
type Scope = 'host' | 'setup' | 'pool' | 'active-pool';

interface OfHost<S extends Scope> extends Described {
  readonly scope: S;
  readonly judge: (seen: Examined) => Verdict;
}

interface OfPool<S extends Scope> extends Described {
  readonly scope: S;
  /** Only for a pool that is a logical volume. */
  readonly directLvmOnly?: true;
  readonly judge: (seen: ExaminedPool) => Verdict;
}

/** One check. */
export type Examination = OfHost<'host'> | OfHost<'setup'> | OfPool<'pool'> | OfPool<'active-pool'>;
