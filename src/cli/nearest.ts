/** Slips of the hand between two words: a letter added, dropped or changed, or two neighbours swapped. */
function slips(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= to.length; j += 1) {
      const isSame = from[i - 1] === to[j - 1];
      const isSwapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row.push(
        Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (isSame ? 0 : 1),
          isSwapped ? at(i - 2, j - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(from.length, to.length);
}

/** A word that differs in more than one of three letters is another word, not a slip. */
const mostSlips = (word: string): number => Math.min(3, Math.floor(word.length / 3));

/** The shortest beginning that stands for the rest of a word. */
const BEGINNING = 3;

/**
 * Returns the known words that `word` was likely meant to be, at most three, the likeliest first; empty
 * where any guess would be far-fetched. Upper and lower case are the same.
 */
export function nearest(word: string, known: readonly string[]): string[] {
  const typed = word.toLowerCase();
  const isBeginning = (candidate: string): boolean =>
    typed.length >= BEGINNING && candidate.toLowerCase().startsWith(typed);
  return known
    .map((candidate) => ({ candidate, away: slips(typed, candidate.toLowerCase()) }))
    .filter(({ candidate, away }) => away <= mostSlips(typed) || isBeginning(candidate))
    .sort((a, b) => a.away - b.away || a.candidate.localeCompare(b.candidate, 'en'))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}
