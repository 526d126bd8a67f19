import { beforeAll, expect, test } from 'vitest';
import { buildDmctl, dmctlBatch } from '../../helpers/built-dmctl.ts';
import type { BatchAnswer } from '../../helpers/cli-batch.ts';

/** A command line, what is wrong with it, and how each way on begins. */
type Row = readonly [line: string, message: string, ...fix: string[]];

const FORMS = ['dmctl setup direct-lvm [DEVICE...]  ', 'dmctl setup loop-lvm  '];

const ROWS: readonly Row[] = [
  ['verfy', "unknown command 'verfy'", 'did you mean: dmctl verify'],
  ['VERIFY --json', "unknown command 'VERIFY'", 'did you mean: dmctl verify --json'],
  ['verfy --jsn', "unknown command 'verfy'", 'did you mean: dmctl verify --json'],
  [
    'setup direct-lv xvdf',
    "unknown command 'setup direct-lv'",
    'did you mean: dmctl setup direct-lvm /dev/xvdf',
  ],
  ['setup direct-lv', "unknown command 'setup direct-lv'", 'did you mean: dmctl setup direct-lvm'],
  [
    'direct-lvm /dev/xvdf',
    "unknown command 'direct-lvm'",
    'did you mean: dmctl setup direct-lvm /dev/xvdf',
  ],
  [
    'setup /dev/xvdf',
    "unknown command 'setup /dev/xvdf'",
    'did you mean: dmctl setup direct-lvm /dev/xvdf',
  ],
  [
    'setup xvdf xvdg -n',
    "unknown command 'setup xvdf'",
    'did you mean: dmctl setup direct-lvm /dev/xvdf /dev/xvdg -n',
  ],
  [
    'setup --data-size 20G',
    "'dmctl setup' is not a complete command",
    'did you mean: dmctl setup loop-lvm --data-size 20G',
  ],
  ['setup', "'dmctl setup' is not a complete command", ...FORMS],
  ['setup --dry-run', "'dmctl setup' is not a complete command", ...FORMS],
  ['res', "unknown command 'res'", 'dmctl resize  ', 'dmctl resume  '],
  ['undo', "unknown command 'undo'", 'did you mean: dmctl rollback'],
  ['grow --size 200G', "unknown command 'grow'", 'did you mean: dmctl resize --size 200G'],
  ['mount', "unknown command 'mount'"],
  ['/dev/xvdf', "unknown command '/dev/xvdf'"],
  ['help verfy', "unknown command 'verfy'", 'did you mean: dmctl verify --help'],
  [
    'setup direct-lv /dev/xvdf -h',
    "unknown command 'setup direct-lv'",
    'did you mean: dmctl setup direct-lvm --help',
  ],
  ['help frobnicate', "unknown command 'frobnicate'"],
  ['-q verify', '-q comes before the command', 'did you mean: dmctl verify -q'],
  [
    '--color never setup direct-lvm xvdf',
    '--color comes before the command',
    'did you mean: dmctl setup direct-lvm /dev/xvdf --color never',
  ],
  ['-v', '-v comes before the command', 'did you mean: dmctl --version'],
  ['--frobnicate', '--frobnicate comes before the command'],
];

let answers: ReadonlyMap<string, BatchAnswer> = new Map();
beforeAll(() => {
  buildDmctl();
  const said = dmctlBatch(ROWS.map(([line]) => line.split(' ')));
  answers = new Map(said.map((answer, n) => [ROWS[n]?.[0] ?? '', answer]));
}, 120_000);

interface Said {
  readonly message: string;
  readonly fix: readonly string[];
}

/** The error, from the document where the command line has --json. */
function errorOf({ stdout, stderr }: BatchAnswer): Said {
  if (stdout !== '') return (JSON.parse(stdout) as { readonly error: Said }).error;
  const message = /^error DM002: (.*)$/m.exec(stderr)?.[1] ?? '';
  const fix = /^ {2}fix: +(.*(?:\n {9}.*)*)$/m.exec(stderr)?.[1] ?? '';
  return { message, fix: fix.split('\n').map((line) => line.trim()) };
}

test.each(ROWS)(
  'a command line that names no command gets the one that was probably meant: %s',
  (line, message, ...fix) => {
    const answer = answers.get(line);
    if (answer === undefined) throw new Error('it was not run');
    const said = errorOf(answer);

    expect(answer).toMatchObject({ exitCode: 2, started: 0 });
    expect(said.message).toBe(message);
    expect(said.fix).toHaveLength(fix.length + 1);
    for (const [n, way] of fix.entries()) {
      // A form ends in what the command does.
      if (way.endsWith('  ')) expect(said.fix[n]?.startsWith(way.trimEnd())).toBe(true);
      else expect(said.fix[n]).toBe(way);
    }
    expect(said.fix.at(-1)).toBe('dmctl help  lists the commands');
  },
);
