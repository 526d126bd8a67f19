/** Control characters, and those that change the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * Makes foreign text (disk labels, mount points, output of tools) safe for a terminal: characters that
 * could move its cursor, hide text or change its order are written as `\u{1b}`. Line ends and tabs
 * stay.
 */
export const printable = (text: string): string =>
  text.replaceAll(UNPRINTABLE, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );

/**
 * Lays out rows below their heads, two spaces apart, without trailing spaces.
 * @param heads a column whose head begins with `>` is aligned to the right, as numbers are
 */
export function columnLines(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const table = [heads.map((head) => head.replace('>', '')), ...rows];
  const widths = heads.map((_, at) => Math.max(...table.map((row) => row[at]?.length ?? 0)));
  return table.map((row) =>
    row
      .map((cell, at) => {
        const width = widths[at] ?? 0;
        return heads[at]?.startsWith('>') === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** A line of a tree, and the branches below it. */
export interface Branch {
  readonly text: string;
  readonly below: readonly Branch[];
}

/** Draws a tree as lsblk(8) --ascii does, so that a serial console shows it too. */
export function treeLines(branches: readonly Branch[]): readonly string[] {
  return branches.flatMap(({ text, below }) => [text, ...indented(below, '')]);
}

function indented(branches: readonly Branch[], indent: string): readonly string[] {
  return branches.flatMap(({ text, below }, at) => {
    const isLast = at === branches.length - 1;
    const inner = indented(below, `${indent}${isLast ? '  ' : '| '}`);
    return [`${indent}${isLast ? '`-' : '|-'}${text}`, ...inner];
  });
}

/**
 * Draws a bar in plain ASCII, so that a serial console shows it too:
 * `[########------|---]`. `|` is the threshold; both are in percent.
 */
export function bar(percent: number | null, threshold: number | null, width: number): string {
  const place = (value: number): number =>
    Math.min(width, Math.max(0, Math.round((value * width) / 100)));
  const filled = percent === null ? 0 : place(percent);
  const cells = Array.from<unknown, string>({ length: width }, (_, i) => (i < filled ? '#' : '-'));
  if (threshold !== null && threshold < 100) cells[Math.min(width - 1, place(threshold))] = '|';
  return `[${percent === null ? '?'.repeat(width) : cells.join('')}]`;
}

/** Formats a count: `1 step`, `2 steps`. */
export const counted = (n: number, word: string): string =>
  `${String(n)} ${word}${n === 1 ? '' : 's'}`;
