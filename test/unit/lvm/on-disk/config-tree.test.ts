import { describe, expect, it } from 'vitest';
import {
  parseTree,
  isSection,
  type Entry,
  type Section,
} from '../../../../src/lvm/on-disk/config-tree.ts';
import { ParseError } from '../../../../src/model/errors.ts';
import fc from '../../../helpers/fast-check.ts';

type Plain = number | string | readonly (number | string)[] | { readonly [key: string]: Plain };

const plain = (entry: Entry): Plain => (isSection(entry) ? plainSection(entry) : entry);

const plainSection = ({ entries }: Section): Plain =>
  Object.fromEntries([...entries].map(([key, entry]) => [key, plain(entry)]));

const read = (text: string): Plain => plainSection(parseTree(text));

const word = (value: number | string): string =>
  typeof value === 'number' ? String(value) : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;

/** As LVM writes it (lvm2, libdm/libdm-config.c). */
function written(tree: Plain): string {
  return Object.entries(tree)
    .map(([key, value]: [string, Plain]) => {
      if (Array.isArray(value)) return `${key} = [${value.map(word).join(', ')}]\n`;
      if (typeof value === 'object') return `${key} {\n${written(value)}}\n`;
      return `${key}=${word(value)}\n`;
    })
    .join('');
}

const { tree } = fc.letrec<{ tree: Plain; entry: Plain }>((tie) => ({
  tree: fc.dictionary(fc.stringMatching(/^[A-Za-z0-9_.+-]{1,9}$/), tie('entry'), { maxKeys: 4 }),
  entry: fc.oneof(
    { depthSize: 'small' },
    fc.integer(),
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(fc.integer(), fc.string()), { maxLength: 3 }),
    tie('tree'),
  ),
}));

describe("LVM's configuration language", () => {
  it('is read as it was written, whatever the names and values', () => {
    fc.assert(
      fc.property(tree, (one) => {
        expect(read(written(one))).toEqual(one);
      }),
    );
  });

  it('has comments to the end of a line, and lists over several', () => {
    expect(read('# by lvm\na = 1 # "{"\nb {\nstripes = [\n"pv0", 0\n]\n}\n')).toEqual({
      a: 1,
      b: { stripes: ['pv0', 0] },
    });
  });

  it.each([
    ['a name that occurs twice', 'a = 1\na = 2\n'],
    ['a section that does not end', 'a {\nb = 1\n'],
    ['a bracket too many', 'a = 1\n}\n'],
    ['a string that does not end', 'a = "b\n'],
    ['a list that does not end', 'a = ["b", \n'],
    ['a list without commas', 'a = ["b" "c"]'],
    ['a value that is a bare word', 'a = b\n'],
    ['a number that is not whole', 'a = 1.5\n'],
    ['a name without a value', 'a\n'],
    ['a zero byte', 'a = 1\n\0'],
  ])('refuses %s', (_, text) => {
    expect(() => parseTree(text)).toThrow(ParseError);
  });

  it('refuses any other text with a ParseError, and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        try {
          parseTree(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
    );
  });
});
