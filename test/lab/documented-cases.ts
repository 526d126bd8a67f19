import type { Rows } from '../helpers/documented-rows.ts';

interface Counted {
  readonly name: string;
  readonly cases: number;
}

/** A number of cases; where some come and go it is written as `86 to 88`. */
const CASES = /^(\d+)(?: to (\d+))?$/;

function isWithin(cases: number, cell: string): boolean {
  const [, least, most = least] = CASES.exec(cell) ?? [];
  return Number(least) <= cases && cases <= Number(most);
}

/**
 * Holds the cases of the groups that were run against docs/reliability.md.
 * @param rows its rows `| group | cases | what |`
 * @returns one line for each group that it leaves out, or has another count of
 */
export function wrongCases(groups: readonly Counted[], rows: Rows): readonly string[] {
  return groups.flatMap(({ name, cases }) => {
    const [said = 'none'] = rows.get(name) ?? [];
    if (isWithin(cases, said)) return [];
    return [`${name}: ${String(cases)} cases, docs/reliability.md has ${said}`];
  });
}
