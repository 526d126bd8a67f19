import { describe, expect, it } from 'vitest';
import fc from '../../helpers/fast-check.ts';
import { readToml } from '../../../src/containerd/toml.ts';
import { tomlText } from '../../../src/containerd/toml-value.ts';

const textOf = (text: string): string => {
  const document = readToml(text);
  return document.ok ? tomlText(document.value.top) : document.why;
};

describe('readToml', () => {
  it.each([
    ['', '{}'],
    ['\uFEFFversion = 2\r\n', '{ version = 2 }'],
    ['a.b = 1\na.c = 2.0', '{ a = { b = 1, c = 2.0 } }'],
    ["['a'.\"b c\"]\nd = '\\'", '{ a = { "b c" = { d = "\\\\" } } }'],
    ['[[a]]\nb = 1\n[[a]]\n[a.c]\nd = 1', '{ a = [{ b = 1 }, { c = { d = 1 } }] }'],
    ['[a.b]\n[a]\nc = true', '{ a = { b = {}, c = true } }'],
    ['__proto__ = 1', '{ __proto__ = 1 }'],
    ['a = 1979-05-27\nb = [nan, -inf, 1e3]', '{ a = 1979-05-27, b = [nan, -inf, 1000.0] }'],
    ['a = 0xff\nb = -9223372036854775808', '{ a = 255, b = -9223372036854775808 }'],
  ])('reads %j', (text, expected) => {
    expect(textOf(text)).toBe(expected);
  });

  it.each([
    ['a = 1\na = 2', 'a key or a table is written twice (line 2)'],
    ['\n[a]\n[a]', 'a key or a table is written twice (line 3)'],
    ['a = { b = 1 }\n[a.c]', 'written twice (line 2)'],
    ['a = [{}]\n[[a]]', 'written twice (line 2)'],
    [
      'a = 9223372036854775808',
      'the integer 9223372036854775808 does not fit into 64 bits (line 1)',
    ],
    [`a = 1\nb = ${'9'.repeat(300)}`, '9... does not fit into 64 bits (line 2)'],
    ['a = "\ufffd"', 'bytes that are not UTF-8 (line 1)'],
    ['a = 1\n# \ud800', 'bytes that are not UTF-8 (line 2)'],
    ['a = "\0"', 'it is not TOML: control characters'],
    ['a = {\nb = 1 }', 'it is not TOML'],
    [`a = ${'['.repeat(20_000)}`, 'nested too deep (line 1)'],
    [`\na${'.a'.repeat(20_000)} = 1`, 'nested too deep (line 2)'],
    ['#'.repeat(300_000), 'larger than 256 KiB'],
  ])('refuses with the line: %j', (text, reason) => {
    expect(textOf(text)).toContain(reason);
  });

  it('does not count brackets and dots in strings and comments', () => {
    const marks = '[{.'.repeat(500);

    expect(readToml(`a = "${marks}" # ${marks}\nb = '''\n${marks}'''\n`).ok).toBe(true);
    expect(readToml(`a = """\\"${marks}\n${marks}"""\n`).ok).toBe(true);
  });

  it('never throws, whatever the text', () => {
    const word = fc.constantFrom(
      ...[
        'a',
        '.',
        '"',
        "'",
        '=',
        '[',
        ']',
        '{',
        '}',
        ',',
        '\n',
        '\r',
        '#',
        '\\',
        '1',
        ' ',
        '"""',
        "'''",
      ],
    );
    const text = fc.oneof(
      fc.array(word, { maxLength: 40 }).map((words) => words.join('')),
      fc.string(),
    );

    fc.assert(
      fc.property(text, (anything) => {
        expect(typeof readToml(anything).ok).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });
});
