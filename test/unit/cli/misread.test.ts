import { Parser, type Command } from '@oclif/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildDmctl, dmctlBatch } from '../../helpers/built-dmctl.ts';
import type { BatchAnswer } from '../../helpers/cli-batch.ts';

/** A command line, what is wrong with it, and each command line that is suggested instead. */
type Row = readonly [line: string, message: string, ...meant: string[]];

const D = 'setup direct-lvm';

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  'a flag that the command does not have': [
    [`${D} --siez 3`, 'unknown flag --siez', `${D} --size 3`],
    ['resize --siez 3G', 'unknown flag --siez', 'resize --size 3G'],
    ['resize --siez=3G', 'unknown flag --siez', 'resize --size=3G'],
    ['verify --jsn', 'unknown flag --jsn', 'verify --json'],
    ['verify -json', 'unknown flag -json', 'verify --json'],
    ['verify —json', 'unknown flag —json', 'verify --json'],
    [
      'resize --add /dev/xvdg --DRY_RUN',
      'unknown flag --DRY_RUN',
      'resize --add /dev/xvdg --dry-run',
    ],
    [
      `${D} /dev/xvdf --threshold 70`,
      'unknown flag --threshold',
      `${D} /dev/xvdf --autoextend-threshold 70`,
    ],
    [`${D} /dev/xvdf --data-size 20G`, 'unknown flag --data-size'],
    ['verify --dry-run', 'unknown flag --dry-run', 'verify'],
    ['verify --no-color', 'unknown flag --no-color', 'verify --color never'],
    ['logs -fn 5', 'unknown flag -n'],
    ['verify --frobnicate', 'unknown flag --frobnicate'],
  ],
  'a flag without a value, with one too many, or given twice': [
    [`${D} --vg`, '--vg needs a value'],
    [`${D} /dev/xvdf --vg --pool x`, '--vg needs a value'],
    ['verify --json=true', '--json takes no value', 'verify --json'],
    ['verify --json=no', '--json takes no value', 'verify'],
    ['resize --size 1G --size 2G', '--size is given more than once'],
    ['resize --size=1G --size=1G', '--size is given more than once'],
  ],
  'an argument too many, or too few': [
    ['resize 200G', "unexpected argument '200G'", 'resize --size 200G'],
    ['resize +50G xvdg', "unexpected argument '+50G'", 'resize --size +50G --add /dev/xvdg'],
    ['resize /dev/xvdg -n', "unexpected argument '/dev/xvdg'", 'resize --add /dev/xvdg -n'],
    [
      'teardown docker/thinpool',
      "unexpected argument 'docker/thinpool'",
      'teardown --confirm docker/thinpool',
    ],
    ['logs 2h', "unexpected argument '2h'", 'logs --since 2h'],
    ['metrics /a/b.prom', "unexpected argument '/a/b.prom'", 'metrics --output /a/b.prom'],
    [
      'setup loop-lvm dm.basesize=20G',
      "unexpected argument 'dm.basesize=20G'",
      'setup loop-lvm --storage-opt dm.basesize=20G',
    ],
    ['verify docker thinpool', "unexpected argument 'docker'"],
    ['explain DM020 DM021', "unexpected argument 'DM021'"],
    ['inspect layers containers', "unexpected argument 'containers'"],
    ['rollback 7f3a1c 7f3a1d 7f3a1e', "unexpected argument '7f3a1d'"],
    [D, 'DEVICE is missing'],
    ['completion', 'SHELL is missing', 'completion bash', 'completion zsh'],
  ],
  'a value that cannot be read': [
    [`${D} xvdf`, "DEVICE: 'xvdf' is not an absolute path", `${D} /dev/xvdf`],
    [`${D} dev/nvme0n1p2`, 'DEVICE:', `${D} /dev/nvme0n1p2`],
    [`${D} mapper/data-disk`, 'DEVICE:', `${D} /dev/mapper/data-disk`],
    [`${D} disk`, "DEVICE: 'disk' is not an absolute path"],
    ['resize --add xvdg xvdh', '--add:', 'resize --add /dev/xvdg /dev/xvdh'],
    ['resize --size=/dev/xvdg', '--size:', 'resize --add /dev/xvdg'],
    ['resize --add 200G', '--add:', 'resize --size +200G'],
    [
      'resize --size 200GB',
      "--size: '200GB' can be read two ways",
      'resize --size 200G',
      'resize --size 200000000000',
    ],
    [`${D} /dev/xvdf --chunk-size 100K`, '--chunk-size:'],
    [
      `${D} /dev/xvdf --storage-opt basesize=20G`,
      '--storage-opt:',
      `${D} /dev/xvdf --storage-opt dm.basesize=20G`,
    ],
    [
      'setup loop-lvm --storage-opt=dm.basesiz=20G',
      '--storage-opt:',
      'setup loop-lvm --storage-opt=dm.basesize=20G',
    ],
    ['setup loop-lvm --storage-opt frobnicate=1', '--storage-opt:'],
    ['inspect layer', "invalid SUBJECT 'layer'", 'inspect layers'],
    ['check --part=meta', "invalid --part 'meta'", 'check --part=metadata'],
    ['verify --color purple', "invalid --color 'purple'"],
    ['logs --since 2', '--since:'],
  ],
  'flags that do not go together': [
    [`${D} /dev/xvdf --script`, '--script needs --dry-run', `${D} /dev/xvdf --script --dry-run`],
    ['resize --size 1G --wipe-signatures', '--wipe-signatures needs --add DEVICE'],
    [`${D} /dev/xvdf --size 1G`, '--size is for a pool in the free space of a volume group'],
    [`${D} --vg rhel --confirm /dev/xvdf`, '--wipe-signatures'],
    [`${D} --vg rhel --size 101%FREE`, '--size'],
    ['status --watch --timings', '--watch and --timings cannot be used together'],
  ],
  'several faults at once': [
    [
      `${D} xvdf --jsn --wipe-signatures --confirm xvdf`,
      'unknown flag --jsn',
      `${D} /dev/xvdf --json --wipe-signatures --confirm /dev/xvdf`,
    ],
    ['resize 200G --frobnicate', 'unknown flag --frobnicate'],
    ['resize 200G frobnicate', "unexpected argument '200G'"],
  ],
};

const FORCED: readonly (readonly [line: string, ...overrides: string[]])[] = [
  [`${D} /dev/xvdf --force`, '--move-data-root', '--wipe-signatures', '--confirm DEVICE'],
  ['resize --add /dev/a -ff', '--allow-overcommit', '--wipe-signatures', '--confirm DEVICE'],
  ['teardown -f', '--confirm VG/POOL'],
  ['cleanup --force', '--yes'],
  ['adopt --force'],
  ['verify -f'],
];

const QUOTED = [...D.split(' '), 'xvdf', '--storage-opt', 'dm.mountopt=a b;c'];

const LINES: readonly (readonly string[])[] = [
  ...Object.values(ROWS).flatMap((rows) => rows.map(([line]) => line.split(' '))),
  ...FORCED.map(([line]) => line.split(' ')),
  ['resize', '200G', '--json'],
  QUOTED,
];

let answers: ReadonlyMap<string, BatchAnswer> = new Map();
beforeAll(() => {
  buildDmctl();
  const said = dmctlBatch(LINES);
  answers = new Map(said.map((answer, n) => [LINES[n]?.join(' ') ?? '', answer]));
}, 120_000);

function answerTo(line: string): BatchAnswer {
  const answer = answers.get(line);
  if (answer === undefined) throw new Error(`${line} was not run`);
  return answer;
}

const suggestions = (stderr: string): readonly string[] =>
  [...stderr.matchAll(/did you mean: dmctl (.*)$/gm)].map(([, words = '']) => words);

describe.each(Object.entries(ROWS))('%s', (_, rows) => {
  test.each(rows)(
    'is named, and the line that was probably meant is suggested, if there is one: %s',
    (line, message, ...meant) => {
      const { exitCode, started, stderr, stdout } = answerTo(line);
      const isPlugin = line.startsWith('check');

      expect({ exitCode, started }).toEqual({ exitCode: isPlugin ? 3 : 2, started: 0 });
      if (isPlugin) expect(stdout).toContain(`DM002: ${message}`);
      else {
        expect(stderr).toContain(`error DM002: ${message}`);
        expect(suggestions(stderr)).toEqual(meant);
      }
    },
  );
});

test('every suggestion is a command line that can be read', async () => {
  const plain = [...answers.values()].flatMap(({ stderr }) => suggestions(stderr));
  const lines = plain.filter((line) => !line.includes("'"));
  expect(lines.length).toBeGreaterThan(25);
  for (const line of lines) {
    const words = line.split(' ');
    const length = words[0] === 'setup' ? 2 : 1;
    const path = `../../../src/commands/${words.slice(0, length).join('/')}.ts`;
    const { default: command } = (await import(path)) as { readonly default: typeof Command };
    await expect(Parser.parse(words.slice(length), command), line).resolves.toBeDefined();
  }
});

test.each(FORCED)('%s is answered with the overrides that exist instead', (line, ...overrides) => {
  const words = line.split(' ').slice(0, line.startsWith('setup') ? 2 : 1);
  const fix = /^ {2}fix: +(.*(?:\n {9}.*)*)$/m.exec(answerTo(line).stderr)?.[1] ?? '';
  const hints = fix.split('\n').map((hint) => hint.trim().split('  ')[0]);

  expect(hints).toEqual([...overrides, `dmctl ${words.join(' ')} --help`]);
});

test('with --json the error is in the one document, and names the command', () => {
  const { exitCode, started, stdout } = answerTo('resize 200G --json');
  expect({ exitCode, started }).toEqual({ exitCode: 2, started: 0 });
  expect(JSON.parse(stdout)).toMatchObject({
    schema: { command: 'resize', version: 1 },
    ok: false,
    changed: false,
    error: {
      code: 'DM002',
      message: "unexpected argument '200G'",
      fix: [
        'did you mean: dmctl resize --size 200G --json',
        'dmctl resize --help  describes the command',
      ],
      state: 'nothing was changed',
    },
  });
});

test('a suggestion can be pasted: words that a shell would split are quoted', () => {
  expect(suggestions(answerTo(QUOTED.join(' ')).stderr)).toEqual([
    "setup direct-lvm /dev/xvdf --storage-opt 'dm.mountopt=a b;c'",
  ]);
});
