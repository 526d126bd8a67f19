import type { Command } from '@oclif/core';
import { CODES } from '../model/codes/index.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { bashCompletion } from '../views/completion/bash.ts';
import type {
  Place,
  Takes,
  TypedCommand,
  TypedFlag,
  Word,
} from '../views/completion/command-line.ts';
import { zshCompletion } from '../views/completion/zsh.ts';

/** What oclif knows of the commands; its Config is one. */
export interface KnownCommands {
  /** As in oclif.manifest.json. */
  readonly commands: readonly Command.Cached[];
  /** First words of longer commands, as in package.json. */
  readonly topics: readonly { readonly name: string; readonly description?: string | undefined }[];
}

const HELP: TypedFlag = {
  name: '--help',
  letter: '-h',
  what: 'Show what it does, and its flags.',
  value: null,
  excludes: [],
};

/** Of the program itself. */
const VERSION: TypedFlag = {
  ...HELP,
  name: '--version',
  letter: '-V',
  what: 'Show the version.',
};

/** The shells there is a completion script for. */
export const COMPLETIONS = { bash: bashCompletion, zsh: zshCompletion } as const;

/** `dmctl completion SHELL`: needs neither root nor a look at the host. */
export function completion(shell: keyof typeof COMPLETIONS, known: KnownCommands): Answer {
  const script = COMPLETIONS[shell](commandLine(known));
  return { ...plainAnswer('completion'), data: { shell, script }, text: () => script };
}

/** The command line as oclif's own list of commands, arguments and flags has it; hidden ones left out. */
export function commandLine({ commands, topics }: KnownCommands): readonly TypedCommand[] {
  const shown = commands.filter(({ hidden }) => !hidden).map(typedCommand);
  const summaries = [
    ...commands.map(({ id, summary = '' }) => ({ words: wordsOf(id), what: summary })),
    ...topics.map(({ name, description = '' }) => ({ words: wordsOf(name), what: description })),
  ];
  const known = shown.map(({ words }) => words);
  const beginnings = new Set(known.flatMap(wordsBefore));
  const unfinished = [...beginnings].filter((words) => !known.includes(words)).map(begun);
  const next = (words: string): readonly Word[] =>
    [...new Set([...known, ...beginnings])]
      .filter((longer) => longer !== '' && wordsBefore(longer).at(-1) === words)
      .map((longer) => ({
        word: longer.slice(longer.lastIndexOf(' ') + 1),
        what: summaries.find((summary) => summary.words === longer)?.what ?? '',
      }))
      .sort((a, b) => a.word.localeCompare(b.word, 'en'));
  return [...unfinished, ...shown].map((command) => ({ ...command, next: next(command.words) }));
}

const wordsOf = (id: string): string => id.replaceAll(':', ' ');

/** What stands before the words of a command while it is typed: '', then `setup`. */
const wordsBefore = (words: string): readonly string[] => {
  const each = words.split(' ');
  return each.map((_, n) => each.slice(0, n).join(' '));
};

const begun = (words: string): TypedCommand => ({
  words,
  next: [],
  places: [],
  flags: words === '' ? [HELP, VERSION] : [HELP],
});

/** The flags that help lists. */
export const shownFlags = ({ flags }: Command.Cached): readonly Flag[] =>
  Object.values(flags).filter(({ hidden }) => hidden !== true);

function typedCommand(command: Command.Cached): TypedCommand {
  const { id, args } = command;
  const flags = shownFlags(command);
  return {
    words: wordsOf(id),
    next: [],
    places: Object.values(args)
      .filter(({ hidden }) => hidden !== true)
      .map(({ name, options, multiple = false }) => place(name.toUpperCase(), options, multiple)),
    flags: [...flags.map((flag) => typedFlag(flag, flags)), HELP],
  };
}

type Flag = Command.Flag.Cached;

/** oclif has what excludes another at one of the two. */
const excludedBy = ({ name, exclusive = [] }: Flag, all: readonly Flag[]): readonly string[] => [
  ...exclusive,
  ...all.flatMap((other) => (other.exclusive?.includes(name) === true ? other.name : [])),
];

function typedFlag(flag: Flag, all: readonly Flag[]): TypedFlag {
  return {
    name: `--${flag.name}`,
    letter: flag.char === undefined ? null : `-${flag.char}`,
    what: flag.summary ?? flag.description ?? '',
    value: flag.type === 'option' ? valueOf(flag) : null,
    excludes: excludedBy(flag, all).map((other) => `--${other}`),
  };
}

/** Arguments as a synopsis has them: `DEVICE...`, `[CODE]`. */
export const typedArguments = ({ args }: Pick<Command.Cached, 'args'>): readonly string[] =>
  Object.values(args).map(({ name, required, multiple }) => {
    const word = `${name.toUpperCase()}${multiple === true ? '...' : ''}`;
    return required === true ? word : `[${word}]`;
  });

type ValueFlag = Extract<Flag, { type: 'option' }>;

/** What help calls a flag's value: `DEVICE`. */
export const valueName = ({ name, helpValue }: ValueFlag): string =>
  typeof helpValue === 'string' ? helpValue : name.toUpperCase();

const valueOf = (flag: ValueFlag): Place =>
  place(valueName(flag), flag.options, flag.multiple ?? false);

const place = (name: string, options: readonly string[] | undefined, again: boolean): Place => ({
  name,
  takes: options === undefined ? takesOf(name) : words(options),
  again,
});

const words = (options: readonly string[]): Takes => ({
  kind: 'words',
  words: options.map((word) => ({ word, what: '' })),
});

/** The word that help has for a value says what it is. */
function takesOf(name: string): Takes {
  if (name === 'DEVICE') return { kind: 'device' };
  if (name === 'COMMAND') return { kind: 'command' };
  if (name === 'CODE') return codes();
  const file = /^FILE(?<ending>(?:\.\w+)?)$/.exec(name);
  return file === null
    ? { kind: 'unknown' }
    : { kind: 'file', ending: file.groups?.['ending'] ?? '' };
}

const codes = (): Takes => ({
  kind: 'words',
  words: Object.entries(CODES)
    .map(([word, { title }]) => ({ word, what: title }))
    .sort((a, b) => a.word.localeCompare(b.word, 'en')),
});
