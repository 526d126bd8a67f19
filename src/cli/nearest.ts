/** Edits that turn one word into the other: a letter added, dropped or changed, two swapped. */
function edits(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j += 1) {
      const changed = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, changed));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(at(i, j), at(i - 2, j - 2) + 1);
    }
  }
  return at(a.length, b.length);
}

/** A far-fetched guess is worse than none. */
function editsAllowed({ length }: string): number {
  if (length < 3) return 0;
  return length < 8 ? 1 : 2;
}

/**
 * Finds the known words that `word` is probably a misspelling of, whatever the case: one edit away,
 * or two from a long word.
 * @returns those with the fewest edits, which may be none
 */
export function nearest(word: string, known: readonly string[]): readonly string[] {
  const away = known.map((one) => edits(word.toLowerCase(), one.toLowerCase()));
  const least = Math.min(...away);
  return least > editsAllowed(word) ? [] : known.filter((_, at) => away[at] === least);
}
