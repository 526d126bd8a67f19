import { expect, it } from 'vitest';
import { unescaped } from '../../../src/lvm/hex-escapes.ts';

it.each([
  ['plain text', 'my disk', 'my disk'],
  ['blanks and commas', String.raw`my\x20disk\x2c`, 'my disk,'],
  ['a backslash, which is not read twice', String.raw`\x5cx41`, String.raw`\x41`],
  ['letters of several bytes, written as they are or byte by byte', String.raw`é\xc3\xa9`, 'éé'],
  ['a byte that is no text', String.raw`a\xff`, 'a\u{fffd}'],
])('reads %s', (_, written, text) => {
  expect(unescaped(written)).toBe(text);
});
