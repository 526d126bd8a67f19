import type { Command } from '@oclif/core';
import { plain } from './markdown.ts';

/** The commands of oclif.manifest.json, by id (`setup:direct-lvm`). */
export type Commands = Readonly<Record<string, Command.Cached>>;

type Flag = Command.Flag.Cached;

const HEAD = `# Commands

What \`dmctl COMMAND --help\` says, in one page, which \`npm run docs\` writes. What the exit codes mean stands
in [README.md](../README.md), what the codes in messages mean in [codes.md](codes.md).
`;

/** docs/commands.md: every command with its arguments, flags and examples. */
export function commandsPage(commands: Commands): string {
  const shown = Object.entries(commands).filter(([, { hidden }]) => !hidden);
  return [HEAD, ...shown.map(([id, command]) => section(id.replaceAll(':', ' '), command))].join(
    '\n',
  );
}

function section(words: string, command: Command.Cached): string {
  const { summary = '', description = '', args, flags, examples = [] } = command;
  const typed = Object.values(args).map(({ name, required, multiple }) => {
    const word = `${name.toUpperCase()}${multiple === true ? '...' : ''}`;
    return required === true ? word : `[${word}]`;
  });
  const table = Object.values(args).map(({ name, description: what = '', options }) =>
    row(`\`${name.toUpperCase()}\``, options ? `${what} One of ${options.join(', ')}.` : what),
  );
  const rows = Object.values(flags)
    .filter(({ hidden }) => hidden !== true)
    .map((flag) => row(flagWords(flag), meaning(flag)));
  return [
    `## ${['dmctl', words, ...typed].join(' ')}`,
    '',
    `**${plain(summary)}** ${plain(description)}`,
    '',
    '| | |',
    '| --- | --- |',
    ...table,
    ...rows,
    '',
    ...(examples.length === 0 ? [] : ['```', ...examples.flatMap(exampleLines), '```', '']),
  ].join('\n');
}

const row = (left: string, right: string): string => `| ${left} | ${plain(right)} |`;

function flagWords(flag: Flag): string {
  const value = flag.type === 'option' ? ` ${valueOf(flag)}` : '';
  return `\`${flag.char === undefined ? '' : `-${flag.char}, `}--${flag.name}${value}\``;
}

type ValueFlag = Extract<Flag, { type: 'option' }>;

function valueOf({ name, helpValue, options }: ValueFlag): string {
  if (options !== undefined) return options.join('/');
  return typeof helpValue === 'string' ? helpValue : name.toUpperCase();
}

function meaning(flag: Flag): string {
  const fallback: unknown = flag.type === 'option' ? flag.default : undefined;
  const words = flag.summary ?? flag.description ?? '';
  const isPlain = typeof fallback === 'string' || typeof fallback === 'number';
  return isPlain ? `${words} Default: ${String(fallback)}.` : words;
}

function exampleLines(example: Command.Example): readonly string[] {
  const command = (text: string): string => text.replaceAll('<%= config.bin %>', 'dmctl');
  if (typeof example === 'string') return [command(example)];
  return [`# ${example.description}`, command(example.command)];
}
