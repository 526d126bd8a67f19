import { ParseError } from './errors.ts';

/**
 * The lines of what a tool printed, without their ends. A text without a line end at its end was cut
 * off: its last line may be the beginning of another one (`Percent=2` of `Percent=20`).
 * @throws ParseError
 */
export function wholeLines(source: string, text: string): readonly string[] {
  if (text === '') return [];
  if (text.endsWith('\n')) return text.slice(0, -1).split('\n');
  throw new ParseError(source, 'a line end at the end', text.slice(-100));
}
