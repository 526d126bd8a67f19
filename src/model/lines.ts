import { ParseError } from './errors.ts';

/**
 * Splits the output of a tool into lines, without their ends. Output that does not end with a line
 * end is truncated: its last line may be the beginning of a longer one (`Percent=2` of
 * `Percent=20`).
 * @throws ParseError
 */
export function wholeLines(source: string, text: string): readonly string[] {
  if (text === '') return [];
  if (text.endsWith('\n')) return text.slice(0, -1).split('\n');
  throw new ParseError(source, 'a line end at the end', text.slice(-100));
}
