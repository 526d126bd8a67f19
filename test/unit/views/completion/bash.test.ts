import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { CODES } from '../../../../src/model/codes/index.ts';
import { bash, syntaxErrors } from '../../../helpers/bash.ts';
import { buildDmctl, dmctl } from '../../../helpers/built-dmctl.ts';
import { builtCommands } from '../../../../scripts/docs/built-commands.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

let script = '';
beforeAll(() => {
  buildDmctl();
  script = dmctl(['completion', 'bash']).stdout;
}, 120_000);

/** A line as readline gives it to a completion, which starts no program: none is found. */
const ASK = `
PATH=/nonexistent COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDS=("\${@:2}") COMP_CWORD=$(($# - 2))
_dmctl
for word in "\${COMPREPLY[@]}"; do printf '%s\\0' "$word"; done`;

/** readline ends words at = and : too, which are words of their own then. */
const readlinesWords = (line: string): readonly string[] => [
  ...(line.match(/[=:]+|[^\s=:]+/g) ?? []),
  ...(line.endsWith(' ') ? [''] : []),
];

interface Asked {
  readonly source?: string;
  readonly words?: readonly string[];
  readonly cwd?: string;
}

/** The words that bash offers at the end of a line, in order. */
function offered(line: string, { source = script, words, cwd }: Asked = {}): readonly string[] {
  const args = ['-s', '--', line, ...(words ?? readlinesWords(line))];
  const { status, stdout, stderr } = bash(source + ASK, { args, cwd });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\0').slice(0, -1).sort();
}

test('the script is one that bash can read', () => {
  expect(syntaxErrors(script)).toBe('');
});

describe('bash offers what may follow', () => {
  test.each<readonly [line: string, words: readonly string[]]>([
    ['dmctl re', ['reclaim', 'repair', 'resize', 'resume']],
    ['dmctl setup ', ['direct-lvm', 'loop-lvm']],
    ['dmctl help setup ', ['direct-lvm', 'loop-lvm']],
    ['dmctl --', ['--help', '--version']],
    ['dmctl inspect ', ['containers', 'layers']],
    ['dmctl completion ', ['bash', 'zsh']],
    ['dmctl explain DM00', Object.keys(CODES).filter((code) => code.startsWith('DM00'))],
    ['dmctl verify --units ', ['bytes', 'iec', 'si']],
    ['dmctl verify --units=', ['bytes', 'iec', 'si']],
    ['dmctl verify --units=s', ['si']],
    ['dmctl verify -q --units=si --c', ['--color']],
    ['dmctl check -w 80: --pa', ['--part']],
    ['dmctl setup direct-lvm /dev/xvdf --storage-opt dm.fs=xfs --chunk', ['--chunk-size']],
  ])('%s', (line, words) => {
    expect(offered(line)).toEqual(words);
  });

  test('a word that no = or : ends', () => {
    const words = ['dmctl', 'verify', '--units=b'];
    expect(offered('dmctl verify --units=b', { words })).toEqual(['--units=bytes']);
  });

  test('where nothing but the words is given', () => {
    expect(offered('', { words: ['dmctl', 'setup', ''] })).toEqual(['direct-lvm', 'loop-lvm']);
  });
});

describe('bash offers nothing', () => {
  test.each([
    ['for a size', 'dmctl resize --size '],
    ['for a name', 'dmctl setup direct-lvm --vg='],
    ['for a run', 'dmctl rollback '],
    ['behind a command that does not exist', 'dmctl nonsense '],
    ['where all words are given', 'dmctl inspect layers l'],
    ['for a flag that has been given', 'dmctl verify --json --js'],
    ['for one that has been given by its letter', 'dmctl resize -n --dry'],
    ['for one that another excludes', 'dmctl logs -f --js'],
    ['for one that it excludes', 'dmctl logs --json --fol'],
    ['for a flag behind --', 'dmctl setup direct-lvm -- --dry'],
  ])('%s', (_, line) => {
    expect(offered(line)).toEqual([]);
  });
});

test('bash offers every flag of every command, but hidden ones', () => {
  for (const [id, { flags }] of Object.entries(builtCommands())) {
    const shown = Object.values(flags).filter(({ hidden }) => hidden !== true);
    const names = shown.map(({ name }) => `--${name}`);
    expect(offered(`dmctl ${id.replaceAll(':', ' ')} -`)).toEqual([...names, '--help'].sort());
  }
});

test('a flag that may be given again is offered again', () => {
  expect(offered('dmctl resize --add /dev/xvdg --ad')).toEqual(['--add']);
});

test('bash offers block devices, and folders in which there are some', async () => {
  const folder = await temporaryFolder();
  for (const name of ['disk/by-path', 'char']) mkdirSync(`${folder}/${name}`, { recursive: true });
  for (const name of ['xvdf', 'xvdg', 'disk/by-path/pci:0']) writeFileSync(`${folder}/${name}`, '');
  // Files stand for block devices, which only root can make.
  const source = script.replaceAll(/\/dev\/(?!null)/g, `${folder}/`).replaceAll('[[ -b ', '[[ -f ');
  const devices = ['disk', 'xvdf', 'xvdg'].map((name) => `${folder}/${name}`);

  expect(offered('dmctl setup direct-lvm ', { source })).toEqual(devices);
  expect(offered('dmctl resize --add ', { source })).toEqual(devices);
  expect(offered(`dmctl resize --add ${folder}/xvdf `, { source })).toEqual(devices);
  expect(offered(`dmctl setup direct-lvm --confirm ${folder}/x`, { source })).toEqual(
    devices.slice(1),
  );
  expect(offered(`dmctl setup direct-lvm ${folder}/disk/by-path/pci:`, { source })).toEqual(['0']);
  expect(offered('dmctl setup direct-lvm xvd', { source })).toEqual([]);
});

test('bash offers folders, and files with the ending that a flag wants', async () => {
  const folder = await temporaryFolder();
  mkdirSync(`${folder}/a folder`);
  for (const name of ['dmctl.prom', 'dmctl.txt']) writeFileSync(`${folder}/${name}`, '');

  const found = [`${folder}/a folder`, `${folder}/dmctl.prom`];
  expect(offered(`dmctl metrics --output ${folder}/`)).toEqual(found);
  expect(offered(`dmctl metrics --output=${folder}/`)).toEqual(found);
  expect(offered('dmctl metrics --output dm', { cwd: folder })).toEqual([]);
});

/** Each line with the cursor in its last word, and behind it; a line is words with US between them. */
const ASK_EACH = `
for line; do
  mapfile -d $'\\x1f' -t COMP_WORDS < <(printf '%s' "$line")
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)) COMP_LINE=\${COMP_WORDS[*]} COMP_POINT=\${#COMP_LINE}
  _dmctl
  COMP_WORDS+=('') COMP_CWORD=$((COMP_CWORD + 1)) COMP_LINE+=' ' COMP_POINT=\${#COMP_LINE}
  _dmctl
done
>done`;

test('what was typed is never evaluated', async () => {
  const cwd = await temporaryFolder();
  const typed = [
    ...['$(>a)', '`>a`', '${x[$(>a)]}', 'x[$(>a)]', '/$(>a)', '--$(>a)', '-$(>a)', '--units=$(>a)'],
    ...['--x[$(>a)]=', '@', '*', ']', '--units=*', '--@=', '<(>a)', "'$(>a)", '"$(>a)', '~$(>a)'],
  ];
  const before = ['', 'verify --units', 'metrics --output', 'setup direct-lvm', 'help', 'resize -'];
  const lines = typed.flatMap((word) =>
    before.map((text) => ['dmctl', ...text.split(' '), word].join('\u001f')),
  );
  const { status } = bash(script + ASK_EACH, { args: ['-s', '--', ...lines], cwd });

  expect({ status, made: readdirSync(cwd) }).toEqual({ status: 0, made: ['done'] });
});
