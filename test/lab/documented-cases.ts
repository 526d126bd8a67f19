/** Lines `| group | cases | what |`; cases that come and go stand there as `86 to 88`. */
const ROW = /^\| ([\w.-]+) +\| (\d+)(?: to (\d+))? +\|/gm;

interface Counted {
  readonly name: string;
  readonly cases: number;
}

/**
 * Holds the cases of the groups that were run against docs/reliability.md.
 * @param document its text
 * @returns one line for each group that it leaves out, or has another count of
 */
export function wrongCases(groups: readonly Counted[], document: string): readonly string[] {
  const rows = [...document.matchAll(ROW)].map(
    ([, name = '', least, most = least]) =>
      [name, { least: Number(least), most: Number(most) }] as const,
  );
  const said = new Map(rows);
  return groups.flatMap(({ name, cases }) => {
    const row = said.get(name);
    if (row !== undefined && row.least <= cases && cases <= row.most) return [];
    const has = row === undefined ? 'none' : String(row.least);
    return [`${name}: ${String(cases)} cases, docs/reliability.md has ${has}`];
  });
}
