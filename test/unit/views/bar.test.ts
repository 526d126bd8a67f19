import { expect, test } from 'vitest';
import { bar } from '../../../src/views/bar.ts';

test.each([
  [0, 80, '[--------|-]'],
  [50, 80, '[#####---|-]'],
  [100, 80, '[########|#]'],
  [250, null, '[##########]'],
  [30, 100, '[###-------]'],
  [null, 80, '[??????????]'],
])('a bar of %s percent with a threshold at %s', (percent, threshold, drawn) => {
  expect(bar(percent, threshold, 10)).toBe(drawn);
});
