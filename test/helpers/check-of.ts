import { expect, it } from 'vitest';
import type { Check, CheckStatus } from '../../src/model/check.ts';
import type { Facts } from '../../src/model/facts/facts.ts';
import type { CheckId } from '../../src/verify/examinations.ts';
import { verify } from '../../src/verify/verify.ts';

/** The check of that id, or an error that lists those that were made. */
export function checkOf(facts: Facts, id: CheckId): Check {
  const { checks } = verify(facts);
  const check = checks.find((c) => c.id === id);
  if (check !== undefined) return check;
  throw new Error(`no check ${id} among ${checks.map((c) => c.id).join(' ')}`);
}

/** The ids of the checks that ended so. */
export const idsWith = (facts: Facts, ...statuses: readonly CheckStatus[]): readonly string[] =>
  verify(facts)
    .checks.filter((check) => statuses.includes(check.status))
    .map((check) => check.id);

/** A sentence about the host, the host, what the check makes of it, and what it says it found. */
export type Case = readonly [string, Facts, CheckStatus, RegExp];

/** One test for each case. A problem says how to fix it; a healthy host needs no fix. */
export function judges(id: CheckId, cases: readonly Case[]): void {
  it.each(cases)('%s', (_, facts, status, found) => {
    const check = checkOf(facts, id);
    expect(check.found).toMatch(found);
    expect(check.status).toBe(status);
    if (status === 'failed' || status === 'warning') expect(check.fix).not.toEqual([]);
    if (status === 'ok') expect(check.fix).toEqual([]);
  });
}
