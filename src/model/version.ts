import { ParseError } from './errors.ts';

/**
 * Compares versions number by number: negative when `a` is older, 0 when equal. Missing numbers
 * count as 0; anything after the numbers is ignored (`2.03.16(2)`).
 * @throws ParseError when one does not begin with a number
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbers(version: string): readonly number[] {
  const dotted = /^\d+(?:\.\d+)*/.exec(version)?.[0];
  if (dotted === undefined) throw new ParseError('version', 'numbers with dots', version);
  return dotted.split('.').map(Number);
}
