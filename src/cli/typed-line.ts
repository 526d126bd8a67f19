import type { Command } from '@oclif/core';
import { valueName } from './command-line.ts';

export type Words = readonly string[];

/** A flag as oclif's manifest has it. */
export type Flag = Command.Flag.Cached;

/** A word of a command line, and its position. */
export interface TypedWord {
  readonly word: string;
  readonly at: number;
}

/** A flag that was typed, and its value, or null if it has none. */
export interface GivenFlag extends TypedWord {
  readonly flag: Flag;
  readonly value: string | null;
}

/** The words after a command, sorted the way oclif's parser sorts them. */
export interface TypedLine {
  readonly command: Command.Cached;
  /** `dmctl setup direct-lvm`. */
  readonly name: string;
  readonly argv: Words;
  readonly flags: readonly GivenFlag[];
  /** Words that look like flags, but that the command does not have. */
  readonly unknown: readonly TypedWord[];
  /** The arguments. */
  readonly places: readonly TypedWord[];
}

/** A dash that an editor put in place of `-` (U+2010 to U+2015, U+2212). */
export const ODD_DASH = /^[\u2010-\u2015\u2212]+/;

const looksLikeFlag = (word: string): boolean => /^-[^\d]/.test(word) || ODD_DASH.test(word);

/** Finds the flag that a word names: `--size=3`, `-n`, or the first letter of `-nq`. */
function named(word: string, known: readonly Flag[]): Flag | undefined {
  if (!looksLikeFlag(word)) return undefined;
  if (!word.startsWith('--')) return known.find(({ char }) => char === word[1]);
  return known.find(({ name }) => name === /^--([^=]*)/.exec(word)?.[1]);
}

/** Takes the value of a flag from its own word, or from the words that follow. */
function takeValue({ word, at }: TypedWord, flag: Flag, rest: TypedWord[], known: readonly Flag[]) {
  const isLong = word.startsWith('--');
  const equals = word.indexOf('=');
  if (isLong && equals > 0) return word.slice(equals + 1);
  const letters = isLong ? '' : word.slice(2);
  if (flag.type === 'boolean') {
    if (letters !== '') rest.unshift({ word: `-${letters}`, at });
    return null;
  }
  if (letters !== '') return letters.replace(/^=/, '');
  const [next] = rest;
  return next === undefined || named(next.word, known) ? null : (rest.shift()?.word ?? null);
}

/** Sorts the words after a command into flags with their values, unknown flags, and arguments. */
export function typedLine(command: Command.Cached, argv: Words): TypedLine {
  const known = Object.values(command.flags);
  const [flags, unknown, places]: [GivenFlag[], TypedWord[], TypedWord[]] = [[], [], []];
  const rest = argv.map((word, at) => ({ word, at }));
  /** A flag like --add takes all words up to the next flag with a value. */
  let greedy: Flag | null = null;
  for (let typed = rest.shift(); typed !== undefined; typed = rest.shift()) {
    const flag = named(typed.word, known);
    if (typed.word === '--') places.push(...rest.splice(0));
    else if (flag !== undefined) {
      flags.push({ ...typed, flag, value: takeValue(typed, flag, rest, known) });
      if (flag.type === 'option') greedy = flag.multiple && !flag.multipleNonGreedy ? flag : null;
    } else if (looksLikeFlag(typed.word)) unknown.push(typed);
    else if (greedy === null) places.push(typed);
    else flags.push({ ...typed, flag: greedy, value: typed.word });
  }
  return { command, name: commandName(command.id), argv, flags, unknown, places };
}

/** The name of a command as it is typed: `dmctl setup direct-lvm`. */
export const commandName = (id: string): string => `dmctl ${id.replaceAll(':', ' ')}`;

/** The name that help has for the values of a flag: '' if it takes none. */
export const kindOf = (flag: Flag): string => (flag.type === 'option' ? valueName(flag) : '');

/** A flag as it is typed: `--vg VG`. */
export const flagForm = (flag: Flag): string => `--${flag.name} ${kindOf(flag)}`.trimEnd();

/** A flag and its help: `--vg VG: Volume group name.`. */
export const flagHelp = (flag: Flag, separator = ': '): string =>
  `${flagForm(flag)}${separator}${flag.summary ?? ''}`;
