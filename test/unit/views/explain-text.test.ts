import { expect, test } from 'vitest';
import { codesText, explainText } from '../../../src/views/explain-text.ts';
import { makeStyle } from '../../../src/views/style.ts';

const plain = makeStyle(false, 'iec');

const explanation = {
  title: 'disk is late',
  meaning: 'The disk has not arrived.',
  why: 'It was sent by post.',
  fix: ['1. wait', '2. wait again', 'or fetch it'],
};

test('a code is explained by its title, meaning, reason and remedies, of which the numbered keep their numbers', () => {
  expect(explainText('DM998', explanation, plain)).toBe(
    `DM998  disk is late

  The disk has not arrived.
  It was sent by post.

What to do:
  1. wait
  2. wait again
  - or fetch it
`,
  );
});

test('all codes are listed in order, and how to read more about one', () => {
  const codes = { DM998: explanation, DM120: { ...explanation, title: 'pool is full' } };
  expect(codesText(codes, plain)).toBe(
    'DM120  pool is full\nDM998  disk is late\n\nRun dmctl explain CODE for the meaning of a code and what to do.\n',
  );
});
