import { describe, expect, it } from 'vitest';
import {
  DROP_IN,
  DROP_IN_PATTERN,
  withImport,
  withoutImport,
} from '../../../src/containerd/imports.ts';
import { readConfigFile } from '../../../src/containerd/config-file.ts';
import { readToml } from '../../../src/containerd/toml.ts';
import { tomlText } from '../../../src/containerd/toml-value.ts';

const LONG = 'io.containerd.snapshotter.v1.devmapper';
const SECTION = `[plugins."${LONG}"]\npool_name = "p"\n`;

/** Every value but the imports, and the imports. */
function valuesOf(text: string): readonly [others: string, imports: string] {
  const document = readToml(text);
  if (!document.ok) throw new Error(document.why);
  const others = new Map(document.value.top);
  const imports = others.get('imports') ?? [];
  others.delete('imports');
  return [tomlText(others), tomlText(imports)];
}

/** Files that are odd and can be edited; `pool` is what dmctl reads as the long section's pool. */
const EDITED: readonly (readonly [title: string, text: string, pool: string | null])[] = [
  ['a byte order mark before a table', `\uFEFF${SECTION}`, 'p'],
  ['CRLF everywhere', `version = 2\r\n${SECTION.replaceAll('\n', '\r\n')}`, 'p'],
  ['LF and CRLF mixed', `version = 2\n# x\r\n${SECTION}`, 'p'],
  ['imports behind a table', `${SECTION}imports = ["/a"]\n`, 'p'],
  ['imports in a table of that name', '[a]\n[a.imports]\nx = 1\n', null],
  ['version behind a table', `[grpc]\nversion = "two"\n${SECTION}`, 'p'],
  ['a section in dotted keys at the top', `plugins."${LONG}".pool_name = "p"\n`, 'p'],
  ['a section in dotted keys in plugins', `[plugins]\n"${LONG}".pool_name = "p"\n`, 'p'],
  ['an unquoted name, which is a path of six', `[plugins.${LONG}]\npool_name = "p"\n`, null],
  ['an inline table', `plugins = { "${LONG}" = { pool_name = "p", async_remove = true } }\n`, 'p'],
  ['literal keys', `['plugins'.'${LONG}']\n'pool_name' = 'p'\n`, 'p'],
  ['blanks in a header', `[ plugins . "${LONG}" ]\npool_name="p"\n`, 'p'],
  [
    'escapes in a key',
    `[plugins."${LONG.replace('d', '\\u0064')}"]\n"pool\\u005fname" = "p"\n`,
    'p',
  ],
  ['a string on lines as the pool', `[plugins."${LONG}"]\npool_name = """\\\n   p"""\n`, 'p'],
  ['both sections in one file', `[plugins.devmapper]\npool_name = "q"\n${SECTION}`, 'p'],
  ['lists of tables around', `[[a]]\n[[a.b]]\n[a.b.c]\nd = 1\n${SECTION}[[a]]\n`, 'p'],
  [
    'tables out of order',
    `[plugins."${LONG}".x]\ny = 1\n[plugins."${LONG}"]\npool_name = "p"\n`,
    'p',
  ],
  [
    'the least and the largest integer',
    'a = -9223372036854775808\nb = 9223372036854775807\n',
    null,
  ],
  [
    'integers that no number of JavaScript holds',
    'a = 9007199254740993\nb = 0xffffffffffff\n',
    null,
  ],
  ['every kind of value', 'a = [1, 2.5, "x", true, 07:32:00, {b = nan}]\n', null],
  ['keys of JavaScript objects', '__proto__ = 1\n[constructor]\ntoString = 1\n', null],
  [
    'a hundred empty tables',
    Array.from({ length: 100 }, (_, i) => `[t${String(i)}]\n`).join(''),
    null,
  ],
  ['fifty levels', `[${'a.'.repeat(49)}a]\nb = [[[[1]]]]\n`, null],
  [
    'brackets in strings and comments',
    `# [[[${'['.repeat(200)}\na = "]]]${'{'.repeat(200)}"\n`,
    null,
  ],
  ['comments alone', '# a\n# b', null],
  ['an empty key', '"" = 1\n[a.""]\nb = 1\n', null],
  ['imports that hold comments', 'imports = [ # a ]\n  "/a" # "]"\n]\n', null],
  ['imports with an empty string', 'imports = [""]\n', null],
  ['imports as strings on lines', 'imports = [\'\'\'\n/a\'\'\', """/b"""]\n', null],
  ['one import twice', 'imports = ["/a", "/a"]\n', null],
  ['a relative pattern', 'imports = ["conf.d/*.toml"]\n', null],
  ['a pattern that Go calls bad', 'imports = ["/etc/containerd/conf.d/[*.toml"]\n', null],
  ['Unicode in comments and values', `# \u{1F433}\nroot = "/srv/\u{1F433}"\n${SECTION}`, 'p'],
  ['no end of line after a table', `version = 2\n[plugins."${LONG}"]`, null],
  ['a tab before everything', `\tversion = 2\n\t${SECTION}`, 'p'],
];

describe('an odd config.toml', () => {
  it.each(EDITED)('%s is edited, with the same values and the import', (_, text, pool) => {
    const file = readConfigFile(text);
    expect(file.ok ? (file.value.devmapper.long?.poolName ?? null) : file.why).toBe(pool);

    const result = withImport(text, DROP_IN_PATTERN);
    if (!result.ok) throw new Error(result.why);
    const [[before, old], [after, imports]] = [valuesOf(text), valuesOf(result.value)];

    expect(after).toBe(before);
    expect(imports).toBe(`${old.slice(0, -1)}${old === '[]' ? '' : ', '}"${DROP_IN_PATTERN}"]`);
    expect(withoutImport(result.value, DROP_IN_PATTERN)).toEqual({ ok: true, value: text });
  });
});

/** Files that are refused, with the words and the line of the reason. */
const REFUSED: readonly (readonly [title: string, text: string, why: string])[] = [
  ['the section twice', `${SECTION}\n${SECTION}`, 'a key or a table is written twice (line 4)'],
  ['imports twice', 'imports = []\nimports = []\n', 'written twice (line 2)'],
  [
    'a section as table and as dotted key',
    `plugins."${LONG}".x = 1\n${SECTION}`,
    'written twice (line 2)',
  ],
  ['a table within an inline table', `plugins = {}\n${SECTION}`, 'written twice (line 2)'],
  ['a list of tables within a list', 'a = []\n[[a]]\n', 'written twice (line 2)'],
  ['imports as a string', 'imports = "/a"\n', 'imports must be a list of strings (line 1)'],
  ['imports of numbers', '\nimports = ["/a", 1]\n', 'imports must be a list of strings (line 2)'],
  ['imports as a table', '[imports]\n', 'imports must be a list of strings (line 1)'],
  ['imports as a list of tables', '[[imports]]\na = 1\n', 'imports must be a list of strings'],
  [
    'imports in another case',
    'Imports = ["/a"]\n',
    'the key Imports must be in lower case (line 1)',
  ],
  ['imports with a long s', '"import\u017f" = []\n', 'must be in lower case (line 1)'],
  ['the drop-in by name', `imports = ["${DROP_IN}"]\n`, `its imports name ${DROP_IN}`],
  [
    'an integer of 65 bits',
    'oom_score = 9223372036854775808\n',
    'does not fit into 64 bits (line 1)',
  ],
  [
    'an integer of a thousand digits',
    `a = 1\nb = -${'9'.repeat(1000)}\n`,
    'does not fit into 64 bits (line 2)',
  ],
  [
    'ten thousand brackets',
    `a = ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`,
    'nested too deep (line 1)',
  ],
  ['ten thousand braces', 'a={'.repeat(10_000), 'nested too deep (line 1)'],
  ['a key of ten thousand parts', `\n[a${'.a'.repeat(10_000)}]\n`, 'nested too deep (line 2)'],
  ['a NUL in a string', 'root = "/srv\0"\n', 'control characters'],
  ['a NUL between lines', 'version = 2\n\0\n', '(line 2)'],
  ['a NUL in a comment', '# \0\n', '(line 1)'],
  ['bytes that are not UTF-8', 'version = 2\nroot = "/\ufffd"\n', 'not UTF-8 (line 2)'],
  ['half a surrogate pair', 'root = "/\ud83d"\n', 'not UTF-8 (line 1)'],
  ['a second byte order mark', '\uFEFF\uFEFFversion = 2\n', 'it is not TOML'],
  ['a byte order mark inside', 'version = 2\n\uFEFF[a]\n', '(line 2)'],
  ['carriage returns alone', 'version = 2\rroot = "/srv"\r', 'a CR without a line feed (line 1)'],
  ['a carriage return as its last character', 'version = 2\n# x\nroot = "/"\r', '(line 3)'],
  ['a string without an end', 'root = "/srv\nversion = 2\n', '(line 1)'],
  ['a string on lines without an end', 'root = """\n/srv\n', 'it is not TOML'],
  ['a list without an end', 'imports = ["/a",\n', 'it is not TOML'],
  ['a header without an end', '[plugins\n', 'it is not TOML'],
  ['a key without a value', 'version =\n', 'a value is missing (line 1)'],
  ['a key without an equals sign', '[a]\nversion\n', 'an equals sign is missing (line 2)'],
  ['a header that ends too early', '[a\nb = 1\n', 'a line ends too early (line 1)'],
  ['two keys on a line', 'version = 2 root = "/srv"\n', '(line 1)'],
  ['a bare word as value', 'root = /var/lib/containerd\n', '(line 1)'],
  ['an inline table on lines, which is TOML 1.1', 'a = {\n  b = 1,\n}\n', 'it is not TOML'],
  ['an escape of TOML 1.1', 'a = "\\e"\n', 'it is not TOML'],
  ['JSON', '{ "version": 2 }\n', 'it is not TOML'],
  ['YAML', 'version: 2\nimports:\n  - /a\n', 'it is not TOML'],
  ['an INI file', 'version = 2\n; a comment\n', '(line 2)'],
  ["k3s's template", '{{ template "base" . }}\n\n[plugins]\n', 'it is not TOML'],
  ['300,000 characters', `# ${'x'.repeat(300_000)}\n`, 'larger than 256 KiB'],
];

describe('a config.toml that dmctl does not understand', () => {
  it.each(REFUSED)('%s is refused with the reason', (_, text, why) => {
    const result = withImport(text, DROP_IN_PATTERN);

    expect(result.ok ? 'edited' : result.why).toContain(why);
  });

  it.each(REFUSED)('%s is not taken for something else by the reader', (_, text, why) => {
    const file = readConfigFile(text);
    if (why.startsWith('its imports')) expect(file.ok).toBe(true);
    else expect(file.ok ? 'read' : file.why).toContain(why);
  });
});
