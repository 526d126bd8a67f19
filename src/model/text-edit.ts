/** The replacement of `length` characters from `offset` on by `text`. */
export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Inserts text, and changes nothing else. */
export const insert = (offset: number, text: string): Edit => ({ offset, length: 0, text });

/** Removes the characters from the one offset up to the other. */
export const cut = (from: number, to: number): Edit => ({
  offset: from,
  length: to - from,
  text: '',
});

/** Applies edits that do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce(
      (result, { offset, length, text: next }) =>
        result.slice(0, offset) + next + result.slice(offset + length),
      text,
    );
}

/** Returns the offset at which the line of a character begins. */
export const lineStart = (text: string, offset: number): number =>
  offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;

/** Returns the offset behind the line end of a character's line, or the end of a text without one. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** Returns the line end of a text: that of its first line, or \n. */
export const newlineOf = (text: string): string => /\r?\n/.exec(text)?.[0] ?? '\n';
