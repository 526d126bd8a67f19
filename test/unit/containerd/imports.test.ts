import { describe, expect, it } from 'vitest';
import fc from '../../helpers/fast-check.ts';
import { CONFIG_TOMLS } from '../../helpers/config-tomls.ts';
import { readConfigFile } from '../../../src/containerd/config-file.ts';
import {
  DROP_IN,
  DROP_IN_PATTERN,
  importTakes,
  withImport,
  withoutImport,
} from '../../../src/containerd/imports.ts';

function added(text: string, pattern = DROP_IN_PATTERN): string {
  const result = withImport(text, pattern);
  if (result.ok) return result.value;
  throw new Error(result.why);
}

function removed(text: string, pattern = DROP_IN_PATTERN): string {
  const result = withoutImport(text, pattern);
  if (result.ok) return result.value;
  throw new Error(result.why);
}

const importsOf = (text: string): readonly string[] => {
  const file = readConfigFile(text);
  if (file.ok) return file.value.imports;
  throw new Error(file.why);
};

const LINE = `imports = ["${DROP_IN_PATTERN}"] # added by dmctl`;

describe('importTakes', () => {
  it('takes patterns with an asterisk, as containerd does', () => {
    expect(importTakes('/etc/containerd/conf.d/*.toml', DROP_IN)).toBe(true);
    expect(importTakes('/etc/containerd/conf.d/dmctl.tom?', DROP_IN)).toBe(false);
    expect(importTakes(DROP_IN, DROP_IN)).toBe(false);
    expect(importTakes('conf.d/*.toml', DROP_IN)).toBe(false);
  });
});

describe.each(Object.entries(CONFIG_TOMLS))('withImport on %s', (_, text) => {
  it('adds the pattern, and withoutImport gives back every byte', () => {
    const once = added(text);

    expect(importsOf(once)).toEqual([...importsOf(text), DROP_IN_PATTERN]);
    expect(removed(once)).toBe(text);
  });

  it('changes nothing the second time, and nothing is removed where nothing was added', () => {
    expect(added(added(text))).toBe(added(text));
    expect(removed(text)).toBe(text);
  });

  it('only puts pieces between the characters that are there', () => {
    let at = 0;
    for (const unit of added(text).split('')) if (unit === text[at]) at += 1;

    expect(at).toBe(text.length);
  });
});

describe('withImport writes', () => {
  it.each([
    ['', `${LINE}\n`],
    ['version = 2\n', `version = 2\n${LINE}\n`],
    ['version = 2', `version = 2\n${LINE}`],
    ['root = "/srv"\nversion = 3 # v\n[a]\n', `root = "/srv"\nversion = 3 # v\n${LINE}\n[a]\n`],
    ['# licence\n\n# socket\n[grpc]\n', `# licence\n\n${LINE}\n# socket\n[grpc]\n`],
    ['# top\n[grpc]\n', `# top\n${LINE}\n[grpc]\n`],
    ['# top\n\ndisabled_plugins = ["cri"]\n', `# top\n\n${LINE}\ndisabled_plugins = ["cri"]\n`],
    ['\uFEFF[grpc]\r\n', `\uFEFF${LINE}\r\n[grpc]\r\n`],
    ['imports = []\n', `imports = ["${DROP_IN_PATTERN}"]\n`],
    ['imports = ["/a"]\n', `imports = ["/a", "${DROP_IN_PATTERN}"]\n`],
    [
      'imports = [\n  "/a", # a\n  "/b", # b\n]\n',
      `imports = [\n  "/a", # a\n  "/b", # b\n  "${DROP_IN_PATTERN}",\n]\n`,
    ],
    [
      'imports = [\r\n\t"/a" # a\r\n]\r\n',
      `imports = [\r\n\t"/a", # a\r\n\t"${DROP_IN_PATTERN}"\r\n]\r\n`,
    ],
  ])('into %j', (text, expected) => {
    expect(added(text)).toBe(expected);
  });

  it('nothing where another pattern takes the drop-in already', () => {
    const text = 'imports = ["/etc/containerd/conf.d/*.toml"]\n';

    expect(added(text)).toBe(text);
    expect(removed(text)).toBe(text);
  });

  it('a pattern whose characters TOML escapes', () => {
    const pattern = '/etc/"x\\y"\u007f/*.toml';

    expect(importsOf(added('version = 2\n', pattern))).toEqual([pattern]);
  });
});

describe('withImport refuses', () => {
  it.each([
    [`imports = ["${DROP_IN}"]`, `name ${DROP_IN}`],
    ['imports = "/a"', 'imports must be a list of strings (line 1)'],
    ['imports = [1]', 'imports must be a list of strings'],
    ['Imports = []', 'Imports must be in lower case'],
    ['imports = [] # added by dmctl', 'undone exactly'],
    ['imports.x = 1', 'imports must be a list of strings'],
    ['a = ', 'it is not TOML'],
  ])('%j', (text, reason) => {
    const result = withImport(text, DROP_IN_PATTERN);

    expect(result.ok ? result.value : result.why).toContain(reason);
  });
});

describe('withoutImport', () => {
  const P = `"${DROP_IN_PATTERN}"`;

  it.each([
    [`imports = [${P}]\n`, 'imports = []\n'],
    [`imports = [${P},]\n`, 'imports = []\n'],
    [`imports = [${P}, "/a"]\n`, 'imports = ["/a"]\n'],
    [`imports = ["/a", ${P}, "/b"]\n`, 'imports = ["/a", "/b"]\n'],
    [
      `imports = [\n  "/a", # a\n  ${P},\n  "/b", # b\n]\n`,
      'imports = [\n  "/a", # a\n  "/b", # b\n]\n',
    ],
    [`imports = [${P}, ${P}]\n`, 'imports = []\n'],
    [`version = 2\n${LINE} or not\n`, 'version = 2\nimports = [] # added by dmctl or not\n'],
    [`  ${LINE}\n`, '  imports = [] # added by dmctl\n'],
    ['version = 2\n', 'version = 2\n'],
  ])('removes the pattern from what people made of it: %j', (text, expected) => {
    expect(removed(text)).toBe(expected);
  });

  it('keeps what was changed elsewhere since', () => {
    const changed = `${added('version = 2\n[grpc]\n')}uid = 7\n`;

    expect(removed(changed)).toBe('version = 2\n[grpc]\nuid = 7\n');
  });
});

describe('withImport, on any list of imports', () => {
  const gap = fc.constantFrom('', ' ', '\n', '\n  ', ' # a\n', '\r\n\t');
  const list = fc
    .tuple(fc.array(fc.tuple(gap, fc.constantFrom('"/a"', "'/b'"), gap)), gap, fc.boolean())
    .map(([items, end, comma]) => {
      const texts = items.map(([before, item, after]) => before + item + after);
      return `[${texts.join(',')}${comma && items.length > 0 ? ',' : ''}${end}]`;
    });

  it('is undone exactly', () => {
    fc.assert(
      fc.property(list, fc.constantFrom('', '\n', '\nversion = 2\n', ' # c'), (imports, rest) => {
        const text = `imports = ${imports}${rest}`;

        expect(removed(added(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
