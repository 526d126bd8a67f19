import type { Code } from './codes/index.ts';
import type { EngineName } from './engine-name.ts';

export type CheckStatus = 'ok' | 'note' | 'warning' | 'failed' | 'unknown';

/** One line of `dmctl verify`. @typeParam Id the ids of the checks, where they are known */
export interface Check<Id extends string = string> {
  /** Stable, in words: `pool-active`. */
  readonly id: Id;
  readonly code: Code;
  readonly status: CheckStatus;
  readonly title: string;
  readonly found: string;
  readonly wanted: string;
  /** How to fix it, one line each; empty when it is ok. */
  readonly fix: readonly string[];
}

/** True for a check that makes `dmctl verify` exit with 11; unknown is never taken for ok. */
export const isProblem = ({ status }: Check): boolean => status !== 'ok' && status !== 'note';

/**
 * Says in one line what a check found. A title states what is right, so it heads only a check that is
 * ok, or one that could not be made.
 */
export const headline = ({ status, title, found }: Check): string =>
  status === 'ok' || status === 'unknown' ? `${title}: ${found}` : found;

export type Mode = 'direct-lvm' | 'loop-lvm';

/** The pool as the `pool` object of the JSON answer; null is unknown. */
export interface PoolReport {
  readonly engine: EngineName;
  readonly name: string;
  readonly vg: string | null;
  readonly lv: string | null;
  readonly dmName: string;
  readonly active: boolean | null;
  readonly monitored: boolean | null;
  readonly suspended: boolean | null;
  readonly needsCheck: boolean | null;
  readonly health: string | null;
  readonly dataBytes: number | null;
  readonly dataUsedPercent: number | null;
  readonly metadataBytes: number | null;
  readonly metadataUsedPercent: number | null;
  readonly chunkBytes: number | null;
  readonly autoextend: AutoextendReport | null;
  readonly metadataCanExtend: boolean | null;
}

export interface AutoextendReport {
  readonly threshold: number | null;
  readonly percent: number | null;
  readonly profile: string | null;
  readonly canExtend: boolean | null;
  readonly neededBytes: number | null;
  readonly freeBytes: number | null;
}
