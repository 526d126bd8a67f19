import type { CheckStatus } from '../model/check.ts';
import type { Code } from '../model/codes/index.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { FoundPool, NamedPool } from '../pool/found-pool.ts';

/** What one check made of the host. */
export interface Verdict {
  readonly status: CheckStatus;
  readonly found: string;
  /** One line each; commands as they are typed. */
  readonly fix: readonly string[];
}

export const ok = (found: string): Verdict => ({ status: 'ok', found, fix: [] });

/** True and worth knowing, but no problem: verify still exits 0. */
export const note = (found: string, ...fix: readonly string[]): Verdict => ({
  status: 'note',
  found,
  fix,
});

/** Works today, and will hurt. */
export const warning = (found: string, ...fix: readonly string[]): Verdict => ({
  status: 'warning',
  found,
  fix,
});

/** Does not work, or will not after the next restart. */
export const failed = (found: string, ...fix: readonly string[]): Verdict => ({
  status: 'failed',
  found,
  fix,
});

/** It could not be seen: never taken for fine. */
export const unsure = (why: string, ...fix: readonly string[]): Verdict => ({
  status: 'unknown',
  found: `not known: ${why}`,
  fix,
});

/** The facts that a check judges, and the pool that they lead to. */
export interface Examined {
  readonly facts: Facts;
  readonly pool: FoundPool;
}

/** The same, where a pool is named. */
export interface ExaminedPool extends Examined {
  readonly pool: NamedPool;
}

interface Described {
  /** Stable, in words: `pool-active`. */
  readonly id: string;
  readonly code: Code;
  /** What is true when all is well. */
  readonly title: string;
  readonly wanted: string;
}

/**
 * When a check is made: `host` always; `set-up` unless it is certain that no pool is wanted here;
 * `pool` where one is named and not known to be missing; `active-pool` the same, unless it is known
 * to be inactive.
 */
type Scope = 'host' | 'set-up' | 'pool' | 'active-pool';

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
export type Examination =
  OfHost<'host'> | OfHost<'set-up'> | OfPool<'pool'> | OfPool<'active-pool'>;
