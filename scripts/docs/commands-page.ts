import type { Command } from '@oclif/core';
import { shownFlags, typedArguments } from '../../src/cli/command-line.ts';
import {
  argumentMeanings,
  examplesOf,
  flagMeaning,
  flagNames,
  flagValue,
  shownCommands,
  type Commands,
  type Example,
} from './command-words.ts';
import { plain } from './markdown.ts';

const HEAD = `# Commands

The help of every command on one page, written by \`npm run docs\`. [README.md](../README.md) explains the exit
codes, [codes.md](codes.md) the codes in messages.
`;

/** Commands that have no flags but the common ones: one changes the host, one only reads. */
const [CHANGING, READING] = ['resume', 'verify'] as const;

/** docs/commands.md: the flags that commands share, then each command with its own. */
export function commandsPage(commands: Commands): string {
  const flagsOf = (id: string): readonly Flag[] => {
    const command = commands[id];
    return command === undefined ? [] : shownFlags(command);
  };
  const all = new Set(flagsOf(READING).map(flagRow));
  const common = new Set(flagsOf(CHANGING).map(flagRow));
  const sorted = [...all, ...[...common].filter((row) => !all.has(row))];
  return [
    HEAD,
    '## Common flags\n',
    '| | | commands |',
    '| --- | --- | --- |',
    ...sorted.map((row) => `${row} ${all.has(row) ? 'all' : 'all that change the host'} |`),
    '',
    ...shownCommands(commands).map((command) => section(command, common)),
  ].join('\n');
}

type Flag = ReturnType<typeof shownFlags>[number];

function section(
  [words, command]: readonly [string, Command.Cached],
  common: ReadonlySet<string>,
): string {
  const { summary = '', description = '' } = command;
  const examples = examplesOf(command);
  const rows = [
    ...argumentMeanings(command).map(([word, meaning]) => row(`\`${word}\``, meaning)),
    ...shownFlags(command)
      .map(flagRow)
      .filter((line) => !common.has(line)),
  ];
  return [
    `## ${['dmctl', words, ...typedArguments(command)].join(' ')}`,
    '',
    `**${plain(summary)}** ${plain(description)}`.trim(),
    '',
    ...(rows.length === 0 ? [] : ['| | |', '| --- | --- |', ...rows, '']),
    ...(examples.length === 0 ? [] : ['```', ...examples.flatMap(exampleLines), '```', '']),
  ].join('\n');
}

function flagRow(flag: Flag): string {
  const value = flagValue(flag);
  const words = [flagNames(flag).join(', '), ...(value === null ? [] : [value])];
  return row(`\`${words.join(' ')}\``, flagMeaning(flag));
}

const row = (left: string, right: string): string => `| ${left} | ${plain(right)} |`;

const exampleLines = ({ description, command }: Example): readonly string[] =>
  description === null ? [command] : [`# ${description}`, command];
