import type { Code } from '../model/codes/index.ts';

/** A message whose meaning is known. */
export interface KnownMessage {
  readonly pattern: RegExp;
  /** A short line for the margin. */
  readonly note: string;
  /** What `dmctl explain` says more under; null: the note is all there is to say. */
  readonly code: Code | null;
}

/** A row of a table of known messages. */
export const knownMessage = (
  pattern: RegExp,
  note: string,
  code: Code | null = null,
): KnownMessage => ({ pattern, note, code });
