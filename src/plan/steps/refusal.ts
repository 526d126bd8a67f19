import type { Code } from '../../model/codes/index.ts';
import { EXIT, type ExitCode } from '../../model/exit-codes.ts';
import type { Known } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';

/** Creates a refusal: one reason why nothing may be done. */
export function refusal(
  code: Code,
  message: string,
  why: string,
  fix: readonly string[],
  exitCode: ExitCode = EXIT.refused,
): Notice {
  return { code, message, why, fix, exitCode };
}

/** Refuses because something is unknown, which is never taken for "no". */
export function unseen(what: string, why: string): Notice {
  return refusal('DM007', `${what} could not be read`, why, [
    'fix the problem reported above, then rerun the command',
  ]);
}

/** Refuses to remove what no setup on record created. */
export const notCreatedByDmctl = (what: string, why: string, fix: string): Notice =>
  refusal('DM070', `dmctl did not create ${what}`, why, [fix]);

/** The refusals of the first rule that has any: that is the cause of those behind it. */
export const firstRefusals = (...rules: readonly (() => readonly Notice[])[]): readonly Notice[] =>
  rules.map((rule) => rule()).find((found) => found.length > 0) ?? [];

/** Judges a known value; refuses an unknown one. */
export function whenKnown<T>(
  what: string,
  from: Known<T>,
  judge: (value: T) => readonly Notice[],
): readonly Notice[] {
  return from.known ? judge(from.value) : [unseen(what, from.why)];
}
