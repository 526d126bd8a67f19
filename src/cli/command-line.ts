import type { Command } from '@oclif/core';
import { CODES } from '../model/codes/index.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { bashCompletion } from '../views/completion/bash.ts';
import type { Place, Takes, TypedCommand, TypedFlag } from '../views/completion/command-line.ts';
import { zshCompletion } from '../views/completion/zsh.ts';

/** The commands that oclif knows; its Config has this shape. */
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

/** Flag of the program itself. */
const VERSION: TypedFlag = { ...HELP, name: '--version', letter: '-V', what: 'Show the version.' };

/** The shells there is a completion script for. */
export const COMPLETIONS = { bash: bashCompletion, zsh: zshCompletion } as const;

/** `dmctl completion SHELL`: needs neither root nor a look at the host. */
export function completion(shell: keyof typeof COMPLETIONS, known: KnownCommands): Answer {
  const script = COMPLETIONS[shell](commandLine(known));
  return { ...plainAnswer('completion'), data: { shell, script }, text: () => script };
}

/** The command line, from oclif's own list of commands, arguments and flags; hidden ones are left out. */
function commandLine({ commands, topics }: KnownCommands): readonly TypedCommand[] {
  const entries = [
    { words: '', what: '', places: [], flags: [HELP, VERSION] },
    ...topics
      .filter(({ name }) => !commands.some(({ id }) => id === name))
      .map(({ name, description: what = '' }) => ({
        words: wordsOf(name),
        what,
        places: [],
        flags: [HELP],
      })),
    ...commands.filter(({ hidden }) => !hidden).map(typedCommand),
  ];
  return entries.map(({ words, places, flags }) => {
    const longer = entries.filter((one) => one.words !== '' && wordsBefore(one.words) === words);
    const next = longer.map((one) => ({
      word: one.words.slice(words.length).trimStart(),
      what: one.what,
    }));
    return { words, places, flags, next: next.sort((a, b) => a.word.localeCompare(b.word, 'en')) };
  });
}

const wordsOf = (id: string): string => id.replaceAll(':', ' ');

/** The words typed before the last one: `setup` of `setup direct-lvm`. */
const wordsBefore = (words: string): string => words.split(' ').slice(0, -1).join(' ');

/** The flags that help lists. */
export const shownFlags = ({ flags }: Command.Cached): readonly Flag[] =>
  Object.values(flags).filter(({ hidden }) => hidden !== true);

function typedCommand(command: Command.Cached) {
  const { id, args, summary = '' } = command;
  const flags = shownFlags(command);
  return {
    words: wordsOf(id),
    what: summary,
    places: Object.values(args)
      .filter(({ hidden }) => hidden !== true)
      .map(({ name, options, multiple = false }) => place(name.toUpperCase(), options, multiple)),
    flags: [...flags.map((flag) => typedFlag(flag, flags)), HELP],
  };
}

type Flag = Command.Flag.Cached;

/** Lists the flags that exclude this one; oclif stores that at only one of the two. */
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

/** The name that help has for the value of a flag: `DEVICE`. */
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

/** The words that fit a value, by the name that help has for it. */
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
