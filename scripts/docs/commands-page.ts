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

What \`dmctl COMMAND --help\` says, in one page, which \`npm run docs\` writes. What the exit codes mean stands
in [README.md](../README.md), what the codes in messages mean in [codes.md](codes.md).
`;

/** docs/commands.md: every command with its arguments, flags and examples. */
export function commandsPage(commands: Commands): string {
  return [HEAD, ...shownCommands(commands).map(section)].join('\n');
}

function section([words, command]: readonly [string, Command.Cached]): string {
  const { summary = '', description = '' } = command;
  const examples = examplesOf(command);
  return [
    `## ${['dmctl', words, ...typedArguments(command)].join(' ')}`,
    '',
    `**${plain(summary)}** ${plain(description)}`,
    '',
    '| | |',
    '| --- | --- |',
    ...argumentMeanings(command).map(([word, meaning]) => row(`\`${word}\``, meaning)),
    ...shownFlags(command).map((flag) => {
      const value = flagValue(flag);
      const words = [flagNames(flag).join(', '), ...(value === null ? [] : [value])];
      return row(`\`${words.join(' ')}\``, flagMeaning(flag));
    }),
    '',
    ...(examples.length === 0 ? [] : ['```', ...examples.flatMap(exampleLines), '```', '']),
  ].join('\n');
}

const row = (left: string, right: string): string => `| ${left} | ${plain(right)} |`;

const exampleLines = ({ description, command }: Example): readonly string[] =>
  description === null ? [command] : [`# ${description}`, command];
