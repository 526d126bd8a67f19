import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildDmctl, dmctl, dmctlBatch, forbidChildren } from '../../helpers/built-dmctl.ts';
import type { BatchAnswer } from '../../helpers/cli-batch.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

beforeAll(buildDmctl, 120_000);

/** Names that are nobody's: what a shell, a path or a terminal would take for something else. */
const ODD_NAMES = [
  ...['', ' ', 'a b', ' a', 'a ', 'a\tb', 'a\nb', 'a\n', '\n', 'a\rb', '\u001b[2J', 'a\u0007'],
  ...['a;b', 'a;reboot', '$(x)', '$(reboot)', '`x`', '${x}', '$x', 'a|b', 'a&b', 'a>b', 'a<b'],
  ...['-a', '-', '--', '--force', '-ff', '/', 'a/b', '/a', 'a/', '../a', '.', '..', '../../etc'],
  ...["a'b", 'a"b', 'a\\b', 'a*b', 'a?b', 'a[b]', '{a,b}', '~', '~root', 'a!b', 'a#b', 'a%b', '@a'],
  ...['a:b', 'a,b', 'a=b', 'a(b)', 'ä', 'naïve', 'пул', '池', 'a\u200bb', 'a\u202eb', 'ａ', '😀'],
  ...['a'.repeat(65), 'a'.repeat(128), 'a'.repeat(4096), 'ä'.repeat(64)],
];

const RESERVED = [
  ...['snapshot', 'snapshot0', 'pvmove', 'pvmove0'],
  ...['_cdata', '_cmeta', '_corig', '_cvol', '_wcorig', '_iorig', '_imeta', '_mlog', '_mimage'],
  ...['_pmspare', '_rimage', '_rmeta', '_tdata', '_tmeta', '_vdata', '_vorigin'],
].flatMap((word) => (word.startsWith('_') ? [`a${word}`, `a${word}_0`, word] : [word]));

/** Pools whose metadata volume, POOLmeta, would have a reserved name. */
const RESERVED_METADATA = ['a_t', 'a_c', 'a_r', 'a_i', 'a'.repeat(61)];

const ODD_SIZES = [
  ...['', ' ', '0', '00', '-1', '-64K', '+64K', '1e3', '1E3', '0x10', '0x10000', '1,5M', '1.000,5'],
  ...['1_000', '64 K', ' 64K', '64K ', '64K\n', '64Ki', '64k b', '64KB', '512kB', '1GB', '200GB'],
  ...[
    '64KK',
    'K',
    'KiB',
    '.5M',
    '5.M',
    '1..5M',
    '٦٤K',
    '½M',
    '∞',
    'NaN',
    'Infinity',
    '64X',
    '64EiB',
  ],
  ...[
    '65537',
    '100K',
    '63K',
    '1.5G',
    '2G',
    '1T',
    '9'.repeat(17),
    `${'9'.repeat(15)}P`,
    '50%',
    '1s',
  ],
  ...['64K;x', '$(x)', '`x`', '64K/', '4.1P', '0.1K'],
];

const ODD_PERCENTAGES = [
  ...[
    '',
    ' ',
    '-1',
    '101',
    '1000',
    '100.1',
    '1e1',
    '0x10',
    '1,5',
    '95 %',
    '95%%',
    '%',
    ' 95',
    '95\n',
  ],
  ...['.5', '5.', '95GB', 'NaN', 'half', '٩٥', '$(x)', '1/2'],
];

const ODD_DEVICES = [
  ...['xvdf', './xvdf', '../dev/xvdf', 'dev/xvdf', ' /dev/xvdf', '', ' ', '~/xvdf', '$(x)', '`x`'],
  ...['/dev/xvdf\n', '/dev/xv\ndf', '/dev/\u001b[2J', '/dev/xvdf\t', '/dev/\u0085', 'UUID=1-2'],
];

const ODD_SECONDS = ['-1', '1.5', '1e3', 'soon', '', '9999999'];

const ODD_RANGES = [
  ...['', ' ', ':', '@', '@:', '~', '~:', '80%', '1e1', '0x10', '90:80', '1:2:3', '٩٥'],
  ...['$(x)', '80\n', '--80', '8,5', 'NaN', '80 '],
];

const ODD_TIMES = [
  ...['', ' ', '2', '-2h', '1.5h', '1e3h', '0x10h', '2 h', '2h\n', '٢h', '999999h', 'h', '02:28'],
  ...[
    '2026-02-30',
    '2026-13-01',
    '2026-11-27 24:01',
    '2026-11-27Z',
    '@0',
    'now',
    '--since',
    '$(x)',
  ],
];

const SET_UP = ['setup', 'direct-lvm', '/dev/xvdf'];

const withFlag = (flag: string, values: readonly string[]): readonly (readonly string[])[] =>
  values.map((value) => [...SET_UP, `--${flag}=${value}`]);

const percentages = ['data-percent', 'metadata-percent', 'min-free-space'];
const wholePercentages = ['autoextend-threshold', 'autoextend-percent'];

/** Every group must be refused as a whole; the count of each stands in docs/reliability.md. */
const MATRIX: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'names of volume groups': withFlag('vg', ODD_NAMES),
  'names of pools, and so of profiles': withFlag('pool', [
    ...ODD_NAMES,
    ...RESERVED,
    ...RESERVED_METADATA,
  ]),
  'names that are too long together': [
    [...SET_UP, `--vg=${'a'.repeat(64)}`, `--pool=${'b'.repeat(60)}`],
    [...SET_UP, `--vg=${'a-'.repeat(31)}a`, `--pool=${'b-'.repeat(25)}b`],
  ],
  'sizes of chunks': withFlag('chunk-size', ODD_SIZES),
  'sizes of loop files': ['data-size', 'metadata-size'].flatMap((flag) =>
    ODD_SIZES.filter((size) => !/^[1-9][0-9.]*[KGT]?$/.test(size)).map((size) => [
      ...['setup', 'loop-lvm', `--${flag}=${size}`],
    ]),
  ),
  'sizes of pools': ODD_SIZES.filter((size) => !/^[1-9][0-9.]*[KGT]?$|^\+64K$/.test(size)).flatMap(
    (size) => [
      ['resize', `--size=${size}`],
      ['resize', `--metadata-size=${size}`],
      ['resize', `--size=+${size}`],
    ],
  ),
  percentages: [
    ...percentages.flatMap((flag) => withFlag(flag, ODD_PERCENTAGES)),
    ...ODD_PERCENTAGES.map((share) => ['setup', 'loop-lvm', `--min-free-space=${share}`]),
  ],
  'whole percentages': wholePercentages.flatMap((flag) =>
    withFlag(flag, [...ODD_PERCENTAGES, '0', '60.5', '49.9%']),
  ),
  'paths of devices': [
    ...ODD_DEVICES.map((device) => ['setup', 'direct-lvm', device]),
    ...ODD_DEVICES.map((device) => ['resize', `--add=${device}`]),
    ['setup', 'direct-lvm', '-rf'],
    ['setup', 'direct-lvm', '--', '-rf'],
  ],
  'storage options': withFlag('storage-opt', [
    ...['', '=', 'dm', 'dm.nonsense=1', 'overlay2.size=1', 'dm.basesize=', 'dm.basesize=1e3'],
    ...['dm.fs=$(x)', 'dm.fs=btrfs', 'dm.basesize=-1', 'dm.min_free_space=10', 'dm.blkdiscard=yes'],
    ...['dm.thinpooldev=/dev/sda', 'dm.directlvm_device=/dev/sda', 'dm.thinp_percent=95'],
    ...['dm.use_deferred_removal=false', 'dm.use_deferred_deletion=false'],
  ]),
  'seconds of waiting': [
    ...withFlag('lock-timeout', ODD_SECONDS),
    ...ODD_SECONDS.map((seconds) => ['status', '--watch', `--interval=${seconds}`]),
  ],
  'files of figures': [
    ...['', '/', 'dmctl.prom', '/tmp/dmctl', '/tmp/.prom/', '/a\n.prom', '$(x).prom', '~/a.prom'],
  ].map((file) => ['metrics', `--output=${file}`]),
  'limits of the plugin': [
    ...['warning', 'critical', 'metadata-warning', 'metadata-critical'].flatMap((flag) =>
      ODD_RANGES.map((range) => ['check', `--${flag}=${range}`]),
    ),
    ...['', 'all', 'data,metadata', '$(x)'].map((part) => ['check', `--part=${part}`]),
  ],
  'times to look back to': ODD_TIMES.map((time) => ['logs', `--since=${time}`]),
  'engines and their file systems': [
    ...['', 'Docker', 'podman', 'docker,containerd', '$(x)'].map((word) => [
      ...[...SET_UP, `--engine=${word}`],
    ]),
    ...ODD_SIZES.filter((size) => !/^[1-9][0-9.]*[KGT]?$/.test(size)).map((size) => [
      ...[...SET_UP, '--engine=containerd', `--base-size=${size}`],
    ]),
    ...['', 'btrfs', 'EXT4', 'xfs '].map((word) => [
      ...[...SET_UP, '--engine=containerd', `--fs=${word}`],
    ]),
    [...SET_UP, '--base-size=20G'],
    [...SET_UP, '--engine=containerd', '--fs=xfs', '--base-size=200M'],
    [...SET_UP, '--engine=containerd', '--managed'],
    [...SET_UP, '--engine=containerd', '--storage-opt=dm.fs=xfs'],
  ],
  'volumes for layers': [
    ...ODD_SIZES.filter((size) => !/^[1-9][0-9.]*[KGT]?$/.test(size)).map((size) => [
      ...['migrate', 'overlay2', '--on-vg=docker', `--size=${size}`],
    ]),
    ...['', 'xvdg', '../dev/xvdg', '/dev/xv\ndg'].map((path) => [
      'migrate',
      'overlay2',
      `--on=${path}`,
    ]),
    ...['', '-vg', 'a b', '../vg', '$(x)'].map((vg) => [
      'migrate',
      'overlay2',
      `--on-vg=${vg}`,
      '--size=1G',
    ]),
  ],
  'names of choices': ['color', 'units'].flatMap((flag) =>
    withFlag(flag, ['', 'Always', '$(x)', 'a b', '-1']),
  ),
};

interface Manifest {
  readonly commands: Readonly<
    Record<string, { readonly flags: Readonly<Record<string, { readonly type: string }>> }>
  >;
}

it('the matrix has every flag that takes a value; --confirm is compared with the devices alone', () => {
  const { commands } = JSON.parse(readFileSync('oclif.manifest.json', 'utf8')) as Manifest;
  const flags = Object.values(commands).flatMap((command) =>
    Object.entries(command.flags).flatMap(([name, { type }]) => (type === 'option' ? [name] : [])),
  );
  const tried = ALL.flat().flatMap((word) => /^--([\w-]+)=/.exec(word)?.[1] ?? []);

  expect(new Set(flags)).toEqual(new Set([...tried, 'confirm']));
});

/** Behind the words of the command, so that no `--` comes before it. */
const inJson = (argv: readonly string[]): readonly string[] => {
  const words = argv[0] === 'setup' ? 2 : 1;
  return [...argv.slice(0, words), '--json', ...argv.slice(words)];
};

const ALL = Object.values(MATRIX).flat();

let answers: ReadonlyMap<readonly string[], BatchAnswer> = new Map();
beforeAll(() => {
  const said = dmctlBatch(ALL.map(inJson));
  answers = new Map(said.map((answer, i) => [ALL[i] ?? [], answer]));
}, 120_000);

describe.each(Object.entries(MATRIX))('%s that cannot be read', (_, lines) => {
  it.each(lines.map((argv) => [argv.slice(1).join(' ').slice(0, 60), argv] as const))(
    'are a usage error before any program is started: %j',
    (__, argv) => {
      const { exitCode, stdout, started } = answers.get(argv) ?? {};
      // A monitoring system hears of every failure as UNKNOWN.
      const isPlugin = argv[0] === 'check';

      expect({ exitCode, started }).toEqual({ exitCode: isPlugin ? 3 : 2, started: 0 });
      expect(JSON.parse(stdout ?? '')).toMatchObject({ changed: false, error: { code: 'DM002' } });
    },
  );
});

describe('the count of programs', () => {
  it('would see one: verify starts some', () => {
    const [answer] = dmctlBatch([['verify', '--json']]);

    expect(answer?.started).toBeGreaterThan(0);
  });

  it.each([
    [...SET_UP, '--vg=$(touch /tmp/x)'],
    [...SET_UP, '--pool=a\nb'],
    [...SET_UP, '--chunk-size=0x10000'],
    [...SET_UP, '--data-percent=1e1'],
    ['resize', '--size=200GB'],
    ['setup', 'direct-lvm', '../xvdf'],
  ])('is none in a process of its own: %j %j %j %j', async (...words) => {
    const forbid = forbidChildren(await temporaryFolder());
    const { status, stderr } = dmctl(words, { NODE_OPTIONS: `--require ${forbid}` });

    expect(status).toBe(2);
    expect(stderr).not.toContain('STARTED A PROGRAM');
  });
});
