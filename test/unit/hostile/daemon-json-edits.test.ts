import fc from '../../helpers/fast-check.ts';
import type { Node } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import {
  editDaemonJson,
  readDaemonJson,
  type StorageSettings,
} from '../../../src/docker/daemon-json.ts';
import { readObject } from '../../../src/docker/json-object.ts';
import { lastValue } from '../../../src/docker/pool-name.ts';
import { oddDaemonJson } from '../../helpers/odd-json.ts';

const WANTED: StorageSettings = {
  storageDriver: 'devicemapper',
  storageOpts: [
    'dm.thinpooldev=/dev/mapper/docker-thinpool',
    'dm.use_deferred_removal=true',
    'dm.use_deferred_deletion=true',
    'dm.mountopt=nodiscard',
  ],
};

const OURS = ['storage-driver', 'storage-opts'];

function edited(text: string): string {
  const result = editDaemonJson(text, WANTED);
  if (result.ok) return result.value;
  throw new Error(`${result.why}: ${JSON.stringify(text)}`);
}

function parsed(text: string) {
  const object = readObject(text);
  if (object.ok) return object.value;
  throw new Error(`${object.why}: ${JSON.stringify(text)}`);
}

const written = (text: string, { offset, length }: Node): string =>
  text.slice(offset, offset + length);

/** The text with the values of our keys replaced by a mark, and the members that are new left out. */
function withoutOurs(text: string, present: readonly string[]): string {
  const { nodes } = parsed(text);
  const spans = OURS.flatMap((key) => {
    const node = nodes.get(key);
    if (!node) return [];
    if (present.includes(key))
      return [{ from: node.offset, to: node.offset + node.length, by: '@' }];
    const comma = text.lastIndexOf(',', node.offset);
    return [{ from: comma, to: node.offset + node.length, by: '' }];
  });
  return spans
    .sort((a, b) => b.from - a.from)
    .reduce((result, { from, to, by }) => result.slice(0, from) + by + result.slice(to), text);
}

const listItems = (text: string): readonly string[] =>
  (parsed(text).nodes.get('storage-opts')?.children ?? []).map((item) => written(text, item));

describe('an edit of daemon.json, however it is written', () => {
  it('leaves every byte that is not ours: keys, order, blanks, escapes, spellings of numbers', () => {
    fc.assert(
      fc.property(oddDaemonJson, (text) => {
        const before = parsed(text);
        fc.pre(before.nodes.size > 0);
        const result = edited(text);
        const present = OURS.filter((key) => before.nodes.has(key));

        expect(withoutOurs(result, present)).toBe(withoutOurs(text, present));
        const added = OURS.filter((key) => !before.nodes.has(key));
        expect([...parsed(result).nodes.keys()]).toEqual([...before.nodes.keys(), ...added]);
      }),
      { numRuns: 600 },
    );
  });

  it('keeps the options of other keys as they are written, in their order', () => {
    fc.assert(
      fc.property(oddDaemonJson, (text) => {
        const keys = new Set(WANTED.storageOpts.map((option) => option.split('=')[0]));
        const isOther = (item: string): boolean => {
          const [key = ''] = (JSON.parse(item) as string).split('=');
          return !keys.has(key.trim().toLowerCase()) || key === 'dm.mountopt';
        };
        const kept = listItems(text).filter(isOther);

        expect(listItems(edited(text)).filter(isOther).slice(0, kept.length)).toEqual(kept);
      }),
      { numRuns: 300 },
    );
  });

  it('says what is wanted, each of our options once', () => {
    fc.assert(
      fc.property(oddDaemonJson, (text) => {
        const settings = readDaemonJson(edited(text));
        if (!settings.ok) throw new Error(settings.why);
        const { storageDriver, storageOpts } = settings.value;

        expect(storageDriver).toBe('devicemapper');
        for (const option of WANTED.storageOpts) {
          expect(storageOpts.filter((found) => found === option).length).toBeGreaterThan(0);
        }
        for (const key of [
          'dm.thinpooldev',
          'dm.use_deferred_removal',
          'dm.use_deferred_deletion',
        ]) {
          const own = storageOpts.filter((o) => o.split('=')[0]?.trim().toLowerCase() === key);
          expect(own).toEqual(WANTED.storageOpts.filter((o) => o.startsWith(`${key}=`)));
          expect(lastValue(storageOpts, key)).toBe(lastValue(WANTED.storageOpts, key));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('twice is the same as once', () => {
    fc.assert(
      fc.property(oddDaemonJson, (text) => {
        expect(edited(edited(text))).toBe(edited(text));
      }),
      { numRuns: 300 },
    );
  });
});

/** Odd texts with one thing broken: a piece put in, or taken out. */
const broken = fc
  .tuple(
    oddDaemonJson,
    fc.nat(),
    fc.nat(3),
    fc.constantFrom(
      '',
      ',',
      '"',
      '{',
      '}',
      '[',
      ']',
      ':',
      '//',
      '\\',
      '\0',
      '\uFEFF',
      '\u00a0',
      'x',
    ),
  )
  .map(([text, at, cut, put]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + put + text.slice(place + cut);
  });

const anything = fc.oneof(
  broken,
  oddDaemonJson,
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc
    .array(fc.constantFrom('{', '}', '[', ']', '"a"', ':', ',', '1', ' '), { maxLength: 12 })
    .map((tokens) => tokens.join('')),
);

describe('a text that is read in more ways than one, or in none', () => {
  it('is refused by the edit exactly when reading refuses it, every time', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const [seen, first, second] = [
          readDaemonJson(text),
          editDaemonJson(text, WANTED),
          editDaemonJson(text, WANTED),
        ];

        expect(first.ok).toBe(seen.ok);
        expect(second).toEqual(first);
      }),
      { numRuns: 600 },
    );
  });

  it('is never taken where JSON.parse refuses it, blanks aside', () => {
    fc.assert(
      fc.property(anything, (text) => {
        if (/^[ \t\r\n]*$/.test(text) || !readDaemonJson(text).ok) return;

        expect(() => JSON.parse(text) as unknown).not.toThrow();
        expect(() => JSON.parse(edited(text)) as unknown).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['a byte order mark alone', '\uFEFF'],
    ['a byte order mark before JSON', '\uFEFF{}'],
    ['no-break spaces', '\u00a0'],
    ['a form feed', '\f'],
    ['UTF-16 read as bytes', '{\0}\0'],
    ['a comment', '{} // mine'],
    ['a comment in front', '/* mine */ {"debug": true}'],
    ['two equal keys', '{"debug": true, "debug": false}'],
    ['two equal keys, one escaped', '{"debug": true, "\\u0064ebug": false}'],
    ['two keys of two cases', '{"debug": true, "Debug": false}'],
    ['a long s, which is an s to Go', '{"\u017ftorage-driver": "overlay2"}'],
    ['a Kelvin sign, which is a k to Go', '{"networ\u212a": 1, "network": 2}'],
    ['our key in capitals', '{"STORAGE-OPTS": []}'],
    ['a list', '[]'],
    ['a string', '"{}"'],
    ['two documents', '{}{}'],
    ['nesting without end', `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['nesting that is not closed', '['.repeat(200_000)],
  ])('%s is refused', (_, text) => {
    const seen = readDaemonJson(text);

    expect(seen.ok).toBe(false);
    expect(editDaemonJson(text, WANTED)).toEqual(seen);
  });

  it.each(['9007199254740993', '1e400', '-0', '1.0', '123456789012345678901234567890'])(
    'a number like %s stays as it is written',
    (number) => {
      expect(edited(`{"shutdown-timeout": ${number}}`)).toContain(`: ${number},`);
    },
  );
});
