/** Control characters, and those that turn the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * Words that are not ours (labels of disks, mount points, what tools said) for a terminal: what
 * could move its cursor, hide text or change its order is written out as `\u{1b}`. Line ends and
 * tabs stay.
 */
export const printable = (text: string): string =>
  text.replaceAll(UNPRINTABLE, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
