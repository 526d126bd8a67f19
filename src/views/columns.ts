/** One column of a table: its head, and whether it is numbers, which stand to the right. */
export interface Column {
  readonly head: string;
  readonly right?: true;
}

/** Rows under their heads, two blanks apart, no blanks at a line's end. */
export function columnLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const heads = columns.map(({ head }) => head);
  const widths = columns.map(({ head }, at) =>
    rows.reduce((most, row) => Math.max(most, row[at]?.length ?? 0), head.length),
  );
  return [heads, ...rows].map((row) =>
    row
      .map((cell, at) => {
        const width = widths[at] ?? 0;
        return columns[at]?.right === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
