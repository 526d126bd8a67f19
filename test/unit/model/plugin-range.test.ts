import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alarms, parseRange } from '../../../src/model/plugin-range.ts';

/** The table of the Development Guidelines: range, figures that are cause for alarm, and that are not. */
const TABLE: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ['10', [-1, 10.1], [0, 5, 10]],
  ['10:', [9.9, -1], [10, 1e9]],
  ['~:10', [10.1], [-1e9, 10]],
  ['10:20', [9.9, 20.1], [10, 20]],
  ['@10:20', [10, 15, 20], [9.9, 20.1]],
  ['@~:5', [-3, 5], [5.5]],
  ['0.5:99.5', [0, 99.9], [0.5, 99.5]],
];

describe('a range of a monitoring plugin', () => {
  test.each(TABLE)('%s', (text, bad, good) => {
    const range = parseRange(text);
    if (!range.ok) throw new Error(range.why);
    expect(bad.filter((figure) => !alarms(range.value, figure))).toEqual([]);
    expect(good.filter((figure) => alarms(range.value, figure))).toEqual([]);
    expect(range.value.text).toBe(text);
  });

  test.each(['', ':', '@', '@:', '~', '~:', '20:10', '1e3', '10%', '10:20:30', ' 10', '--5', '.'])(
    "'%s' is refused",
    (text) => {
      expect(parseRange(text).ok).toBe(false);
    },
  );

  test('is what is within it, turned round by @', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.integer(), (start, length, figure) => {
        const text = `${String(start)}:${String(start + length)}`;
        const [outside, inside] = [parseRange(text), parseRange(`@${text}`)];
        if (!outside.ok || !inside.ok) throw new Error(text);
        expect(alarms(outside.value, figure)).toBe(!alarms(inside.value, figure));
      }),
    );
  });
});
