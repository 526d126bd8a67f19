import fc, { type Arbitrary } from 'fast-check';

/** JSON as people and machines write it: odd blanks, escapes and spellings of numbers, all valid. */

const blank = fc.constantFrom('', '', ' ', '\n', '\t', '\r\n', '\n    ', ' \n\t ');

const NUMBERS = ['0', '-0', '1.10', '1e3', '1E+03', '0.10e-7', '9007199254740993', '-1e400'];
const number = fc.oneof(
  fc.constantFrom(...NUMBERS),
  fc.integer().map(String),
  fc.bigInt().map(String),
);

/** A string with some of its characters written as escapes. */
const escaped = (text: string, which: readonly boolean[]): string =>
  JSON.stringify(text).replaceAll(/[A-Za-z/é-￿]/g, (character, at: number, whole: string) => {
    const isEscape = whole[at - 1] === '\\' || /\\u[0-9a-f]{0,3}$/.test(whole.slice(0, at));
    if (isEscape || which[at % which.length] !== true) return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });

const somewhere = fc.array(fc.boolean(), { minLength: 3, maxLength: 7 });
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('__proto__', 'constructor', '//', '/* */', '#', ',}', '"', '\\', '\u2028'),
);
const string = fc.tuple(text, somewhere).map(([plain, which]) => escaped(plain, which));

/** Parts between brackets, with blanks around each. */
const between = (open: string, close: string, part: Arbitrary<string>): Arbitrary<string> =>
  fc
    .tuple(fc.array(fc.tuple(blank, part, blank), { maxLength: 4 }), blank)
    .map(([parts, gap]) =>
      parts.length === 0
        ? `${open}${gap}${close}`
        : `${open}${parts.map((p) => p.join('')).join(',')}${close}`,
    );

const value: Arbitrary<string> = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'json' },
    fc.constantFrom('true', 'false', 'null'),
    number,
    string,
    between('[', ']', tie('any')),
    between(
      '{',
      '}',
      fc.tuple(string, blank, blank, tie('any')).map(([k, a, b, v]) => `${k}${a}:${b}${v}`),
    ),
  ),
})).any;

const OPTIONS = [
  'dm.thinpooldev=/dev/mapper/old-pool',
  'DM.Use_Deferred_Removal = false',
  'dm.use_deferred_removal=true',
  'dm.basesize=20G',
  'dm.mountopt=noatime',
  'overlay2.size=1G',
];
const options = between(
  '[',
  ']',
  fc.tuple(fc.constantFrom(...OPTIONS), somewhere).map(([plain, which]) => escaped(plain, which)),
);

/** Keys that dmctl reads, with values that dockerd takes. */
const ours: Readonly<Record<string, Arbitrary<string>>> = {
  'storage-driver': fc.constantFrom('"overlay2"', '"devicemapper"', 'null', '""', '"\\u0061ufs"'),
  'storage-opts': fc.oneof(options, options, fc.constant('null')),
  'data-root': fc.constantFrom('"/srv/docker"', 'null'),
  'live-restore': fc.constantFrom('true', 'false'),
};

interface Member {
  readonly key: string;
  readonly written: string;
}

const member = (key: Arbitrary<string>, held: Arbitrary<string>): Arbitrary<Member> =>
  fc.tuple(key, somewhere, blank, blank, held).map(([plain, which, a, b, v]) => ({
    key: plain,
    written: `${escaped(plain, which)}${a}:${b}${v}`,
  }));

const goKey = (key: string): string => key.toLowerCase().replaceAll('\u017f', 's');

const members = fc.uniqueArray(
  fc.oneof(
    { arbitrary: member(text, value), weight: 3 },
    ...Object.entries(ours).map(([key, held]) => ({
      arbitrary: member(fc.constant(key), held),
      weight: 1,
    })),
  ),
  { selector: ({ key }) => goKey(key), maxLength: 8 },
);

/** Texts of daemon.json that can be read in one way only. */
export const oddDaemonJson: Arbitrary<string> = fc
  .tuple(members, fc.array(blank, { minLength: 20, maxLength: 20 }))
  .map(([all, gaps]) => {
    const [start = '', end = '', ...rest] = gaps;
    const parts = all.map((m, i) => `${rest[2 * i] ?? ''}${m.written}${rest[2 * i + 1] ?? ''}`);
    return `${start}{${parts.join(',')}${parts.length === 0 ? (rest[0] ?? '') : ''}}${end}`;
  });
