import { expect, test } from 'vitest';
import { above } from '../../../../src/model/plugin-range.ts';
import { checkLine, inOneLine } from '../../../../src/views/reports/check-line.ts';

test('a plugin prints one line: state, words, performance data', () => {
  const figure = { label: 'data', percent: 42.1, warning: above(80), critical: above(85) };
  expect(checkLine('OK', 'docker-thinpool: data 42.1% used', [figure])).toBe(
    "DMCTL OK - docker-thinpool: data 42.1% used | 'data'=42.1%;80;85;0;100\n",
  );
  expect(checkLine('UNKNOWN', 'first | second\n\x1b[31mthird')).toMatch(
    /^DMCTL UNKNOWN - first \/ second [^|\n]*third\n$/,
  );
});

test('a line holds as many findings as fit, and always the first one', () => {
  const long = 'x'.repeat(150);

  expect(inOneLine(['one', 'two'])).toBe('one; two');
  expect(inOneLine([long, long, 'three'])).toBe(`${long}; and 2 more, see dmctl verify`);
  expect(inOneLine([long.repeat(2)])).toBe(long.repeat(2));
});
