/**
 * What is more than itself to roff(7): a backslash is its own escape, a hyphen-minus would become a
 * hyphen, which nobody can paste into a shell, and quotes, ^ and ~ typographic ones (groff_char(7)).
 */
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '"': '\\(dq',
};

/** Words as they are to be printed; a quotation mark would end an argument of a request. */
export const roffWords = (text: string): string =>
  text.replace(/[\\\-'`^~"]/g, (character) => ESCAPES[character] ?? character);

/** A line of words; a dot at its beginning would make it a request. */
export const roffLine = (text: string): string => roffWords(text).replace(/^\./, '\\&.');

/** Prose, a line for each sentence, as man-pages(7) wants it. */
export const roffProse = (text: string): readonly string[] =>
  text.split(/(?<=[.:;?!]) +(?=[A-Z])/).map(roffLine);

export const bold = (text: string): string => `\\fB${roffWords(text)}\\fR`;
export const italic = (text: string): string => `\\fI${roffWords(text)}\\fR`;

/** Blocks with a new paragraph between each two. */
export const apart = (blocks: readonly (readonly string[])[]): readonly string[] =>
  blocks.flatMap((block, at) => (at === 0 ? block : ['.PP', ...block]));

/** A term, of words that are roff already, and what it means. */
export const tagged = (term: string, meaning: string): readonly string[] => [
  '.TP',
  term,
  ...roffProse(meaning),
];

/** Lines that stand as they are. */
export const verbatim = (lines: readonly string[]): readonly string[] => [
  '.EX',
  ...lines.map(roffLine),
  '.EE',
];

/** A section, or nothing where it would be empty. */
export const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`.SH ${title}`, ...lines];
