/**
 * Counts the edits that turn one word into the other: a letter added, dropped or changed, two swapped.
 * @returns Infinity if it takes more than `limit`
 */
function edits(a: string, b: string, limit: number): number {
  if (a === b) return 0;
  if (limit === 0) return Infinity;
  const [[x, y], [u, v]] = [a, b];
  if (x === u) return edits(a.slice(1), b.slice(1), limit);
  const isSwapped = y !== undefined && x === v && y === u;
  return (
    1 +
    Math.min(
      edits(a.slice(1), b, limit - 1),
      edits(a, b.slice(1), limit - 1),
      edits(a.slice(1), b.slice(1), limit - 1),
      isSwapped ? edits(a.slice(2), b.slice(2), limit - 1) : Infinity,
    )
  );
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
  const limit = editsAllowed(word);
  const away = known.map((one) => edits(word.toLowerCase(), one.toLowerCase(), limit));
  const least = Math.min(...away);
  return least > limit ? [] : known.filter((_, at) => away[at] === least);
}
