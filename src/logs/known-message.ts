import type { Code } from '../model/codes/index.ts';

/** A message whose meaning is known. */
export interface KnownMessage {
  readonly pattern: RegExp;
  /** A short explanation. */
  readonly note: string;
  /** The code under which `dmctl explain` tells more; null: there is nothing to add. */
  readonly code: Code | null;
  /** The ways out where a daemon ended with this error, one line each; empty: `dmctl explain` has them. */
  readonly fix: readonly string[];
}

/** Makes a row of a table of known messages. */
export const knownMessage = (
  pattern: RegExp,
  note: string,
  code: Code | null = null,
  ...fix: readonly string[]
): KnownMessage => ({ pattern, note, code, fix });
