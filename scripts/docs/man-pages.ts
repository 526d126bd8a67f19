import type { Command } from '@oclif/core';
import { shownFlags, typedArguments } from '../../src/cli/command-line.ts';
import { EXIT, EXIT_MEANINGS, PLUGIN_EXIT } from '../../src/model/exit-codes.ts';
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
import {
  DESCRIPTION,
  ENVIRONMENT,
  ENVIRONMENT_OF_PROGRAMS,
  FILES,
  NAME,
  RULES,
  SEE_ALSO,
} from './man-prose.ts';
import {
  apart,
  bold,
  italic,
  roffLine,
  roffProse,
  roffWords,
  section,
  tagged,
  verbatim,
} from './roff.ts';

/** What stands at the foot of each page. */
export interface Edition {
  /** `0.1.0`. */
  readonly version: string;
  /** The day of the release, in UTC. */
  readonly date: Date;
}

type Lines = readonly string[];
type Shown = readonly [words: string, command: Command.Cached];

const SECTION = 8;

/** `setup direct-lvm` -> `dmctl-setup-direct-lvm`. */
const pageName = (words: string): string => ['dmctl', ...words.split(' ')].join('-');

/**
 * The manual pages: dmctl.8, and one for each command that help lists.
 * @returns text in man(7)'s macros, by file name
 */
export function manPages(commands: Commands, edition: Edition): ReadonlyMap<string, string> {
  const shown = shownCommands(commands);
  const pages: readonly (readonly [name: string, body: Lines])[] = [
    ['dmctl', programPage(shown)],
    ...shown.map((command) => [pageName(command[0]), commandPage(command)] as const),
  ];
  return new Map(
    pages.map(([name, body]) => [`${name}.${String(SECTION)}`, page(name, body, edition)]),
  );
}

function page(name: string, body: Lines, { version, date }: Edition): string {
  const title = roffWords(name.toUpperCase());
  const day = date.toISOString().slice(0, 10);
  const head = `.TH "${title}" "${String(SECTION)}" "${day}" "dmctl ${version}" "dmctl"`;
  return [head, ...body, ''].join('\n');
}

function programPage(shown: readonly Shown[]): Lines {
  const others = shown.map(([words]) => [pageName(words), SECTION] as const);
  return [
    ...section('NAME', [`dmctl \\- ${roffWords(NAME)}`]),
    ...section('SYNOPSIS', [`${bold('dmctl')} ${italic('COMMAND')} [${italic('FLAGS')}]`]),
    ...section('DESCRIPTION', paragraphs(DESCRIPTION)),
    ...section('COMMANDS', shown.flatMap(commandEntry)),
    ...section('COMMON RULES', paragraphs(RULES)),
    ...section('EXIT STATUS', [
      ...exitStatus(() => true),
      '.PP',
      ...roffProse('They are the same with and without --json. dmctl check alone has its own.'),
    ]),
    ...section('FILES', named(FILES)),
    ...section('ENVIRONMENT', [
      ...named(ENVIRONMENT),
      '.PP',
      ...roffProse(ENVIRONMENT_OF_PROGRAMS),
    ]),
    ...section('SEE ALSO', references([...others, ...SEE_ALSO])),
  ];
}

const paragraphs = (texts: Lines): Lines => apart(texts.map(roffProse));

const named = (meanings: Readonly<Record<string, string>>): Lines =>
  Object.entries(meanings).flatMap(([name, meaning]) => tagged(bold(name), meaning));

type Reference = readonly [name: string, section: number];

/** By section, then by name (man-pages(7)). */
function references(pages: readonly Reference[]): Lines {
  const sorted = [...pages].sort(([a, m], [b, n]) => m - n || a.localeCompare(b, 'en'));
  return sorted.map(([name, number], at) => {
    const comma = at < sorted.length - 1 ? ',' : '';
    return `.BR ${roffWords(name)} (${String(number)})${comma}`;
  });
}

function commandEntry([words, command]: Shown): Lines {
  const typed = typedArguments(command).map((word) => ` ${italic(word)}`);
  return tagged(`${bold(`dmctl ${words}`)}${typed.join('')}`, command.summary ?? '');
}

function commandPage([words, command]: Shown): Lines {
  const { summary = '', description = '' } = command;
  return [
    ...section('NAME', [`${roffWords(pageName(words))} \\- ${roffWords(nameOf(summary))}`]),
    ...section('SYNOPSIS', [synopsis(words, command)]),
    ...section('DESCRIPTION', paragraphs([summary, ...description.split('\n\n')].filter(Boolean))),
    ...section(
      'ARGUMENTS',
      argumentMeanings(command).flatMap(([word, meaning]) => tagged(italic(word), meaning)),
    ),
    ...section(
      'OPTIONS',
      shownFlags(command).flatMap((flag) => {
        const names = flagNames(flag).map(bold).join(', ');
        const value = flagValue(flag);
        return tagged(value === null ? names : `${names} ${italic(value)}`, flagMeaning(flag));
      }),
    ),
    ...section('EXAMPLES', apart(examplesOf(command).map(exampleLines))),
    ...section('EXIT STATUS', commandExits(words, command)),
    ...section('SEE ALSO', references([['dmctl', SECTION], ...SEE_ALSO])),
  ];
}

/** A summary as apropos(1) lists it. */
const nameOf = (summary: string): string =>
  `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`.replace(/\.$/, '');

function synopsis(words: string, command: Command.Cached): string {
  const flags = shownFlags(command).length > 0 ? ['[FLAGS]'] : [];
  const derived = [words, ...typedArguments(command), ...flags].join(' ');
  const usage = typeof command.usage === 'string' ? command.usage : derived;
  return `${bold(`dmctl ${words}`)} ${roffWords(usage.slice(words.length).trim())}`.trimEnd();
}

const exampleLines = ({ description, command }: Example): Lines => [
  ...(description === null ? [] : [roffLine(description), '.PP']),
  ...verbatim([command]),
];

type ExitName = keyof typeof EXIT;

function exitStatus(has: (name: ExitName) => boolean): Lines {
  const names = (Object.keys(EXIT) as ExitName[]).filter(has);
  return names.flatMap((name) => tagged(bold(String(EXIT[name])), EXIT_MEANINGS[name]));
}

/** What changes the host has most of the exit codes; a plugin has its own (PLUGIN_EXIT). */
function commandExits(words: string, { flags }: Command.Cached): Lines {
  if (words === 'check') {
    return Object.entries(PLUGIN_EXIT).flatMap(([state, code]) =>
      tagged(bold(String(code)), state),
    );
  }
  if ('dry-run' in flags) return exitStatus((name) => name !== 'problemsFound');
  return [
    ...exitStatus((name) => name === 'done' || name === 'usage'),
    '.PP',
    ...roffProse('What others mean stands in dmctl(8).'),
  ];
}
