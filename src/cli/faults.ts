import type { Command } from '@oclif/core';
import { ValueError } from './flags/values.ts';
import { flagMeant, valuesMeant } from './guesses.ts';
import { nearest } from './nearest.ts';
import { commandName, flagForm, kindOf, typedLine } from './typed-line.ts';
import type { Flag, TypedFlag, TypedLine } from './typed-line.ts';
import { unknownFlag, type Fault } from './unknown-flag.ts';

type Words = readonly string[];

/**
 * Finds the first fault of a command line that oclif refused. What is unknown comes before what
 * that made of the words behind it: in `--siez 3` the fault is not the 3.
 * @param others all commands
 * @param error oclif's, or that of the reader of a value
 */
export function faultOf(
  command: Command.Cached,
  others: readonly Command.Cached[],
  argv: Words,
  error: Error,
): Fault {
  const line = typedLine(command, argv);
  return (
    unknownFlag(line, others) ??
    switchWithValue(line) ??
    flagWithoutValue(line) ??
    flagTwice(line) ??
    tooManyArguments(line) ??
    missingArgument(line) ??
    noChoice(line) ??
    unreadableValue(line, error) ??
    missingFlag(line) ??
    flagsApart(line) ?? { message: error.message.split('\n')[0] ?? '', why: '' }
  );
}

function switchWithValue({ argv, flags }: TypedLine): Fault | null {
  const found = flags.find(({ flag, value }) => flag.type === 'boolean' && value !== null);
  if (found === undefined) return null;
  const { flag, at, value } = found;
  const isOff = /^(0|false|no|off)$/i.test(value ?? '');
  return {
    message: `--${flag.name} takes no value`,
    why: `'${value ?? ''}' was given`,
    meant: [argv.toSpliced(at, 1, ...(isOff ? [] : [`--${flag.name}`]))],
  };
}

function flagWithoutValue({ flags }: TypedLine): Fault | null {
  const found = flags.find(({ flag, value }) => flag.type === 'option' && value === null);
  if (found === undefined) return null;
  return { message: `--${found.flag.name} needs a value`, why: whatItTakes(found.flag) };
}

const whatItTakes = (flag: Flag): string => `${flagForm(flag)}: ${flag.summary ?? ''}`;

function flagTwice({ flags }: TypedLine): Fault | null {
  const single = flags.filter(({ flag }) => flag.type === 'option' && flag.multiple !== true);
  const again = single.find(({ flag }, n) => single.findIndex((one) => one.flag === flag) < n);
  if (again === undefined) return null;
  const values = single.filter(({ flag }) => flag === again.flag).map(({ value }) => value ?? '');
  return {
    message: `--${again.flag.name} is given more than once`,
    why: `it takes one value, and here are ${values.join(' and ')}`,
  };
}

function tooManyArguments({ argv, command, places }: TypedLine): Fault | null {
  const args = Object.values(command.args);
  const extra = places[args.length];
  if (extra === undefined || args.some(({ multiple }) => multiple === true)) return null;
  const words = flagMeant(extra.word, Object.values(command.flags));
  return {
    message: `unexpected argument '${extra.word}'`,
    why: `${commandName(command)} takes ${args.length === 0 ? 'no arguments, only flags' : 'one argument'}`,
    meant: words.length === 0 ? [] : [argv.toSpliced(extra.at, 1, ...words)],
  };
}

function missingArgument({ argv, command, places }: TypedLine): Fault | null {
  const missing = Object.values(command.args)[places.length];
  if (missing?.required !== true) return null;
  return {
    message: `${missing.name.toUpperCase()} is missing`,
    why: `${commandName(command)} needs it: ${missing.description ?? ''}`,
    meant: (missing.options ?? []).map((option) => [option, ...argv]),
  };
}

function noChoice({ argv, command, flags, places }: TypedLine): Fault | null {
  const args = Object.values(command.args);
  const given = [
    ...flags.map((typed) => ({ ...typed, label: `--${typed.flag.name}`, of: choices(typed.flag) })),
    ...places.map(({ word, at }, n) => {
      const { name = '', options } = args[n] ?? {};
      return { word, at, value: word, label: name.toUpperCase(), of: options };
    }),
  ];
  const bad = given.find(({ of, value }) => of?.includes(value ?? '') === false);
  if (bad === undefined) return null;
  const { of = [], label } = bad;
  const value = bad.value ?? '';
  const longer = of.filter((one) => value.length > 2 && one.startsWith(value));
  return {
    message: `invalid ${label} '${value}'`,
    why: `it must be one of ${of.join(', ')}`,
    meant: [...longer, ...nearest(value, of)].map((one) => withValue(argv, bad, one)),
  };
}

const choices = (flag: Flag): Words | undefined =>
  flag.type === 'option' ? flag.options : undefined;

type Valued = Pick<TypedFlag, 'at' | 'word' | 'value'>;

/** `--size=3` and `-w3`, unlike `--size 3`. */
const isWithin = ({ word, value }: Valued): boolean =>
  word.startsWith('--') ? word.includes('=') : word.length > 2 && word.endsWith(value ?? '');

/** The command line with another value in place of the one typed, wherever that stands. */
function withValue(argv: Words, typed: Valued, meant: string): Words {
  const { at, word, value } = typed;
  if (word === value) return argv.with(at, meant);
  if (!isWithin(typed)) return argv.with(at + 1, meant);
  return argv.with(at, word.slice(0, word.length - (value ?? '').length) + meant);
}

function unreadableValue({ argv, command, flags }: TypedLine, error: Error): Fault | null {
  if (!(error instanceof ValueError)) return null;
  const { label, value, why } = error;
  const message = `${label}: ${why}`;
  const typed = flags.find((one) => one.value === value && label === `--${one.flag.name}`);
  if (typed === undefined) {
    // The same device may stand behind --confirm, too.
    const everywhere = (meant: string): Words =>
      argv.map((word) => (word === value ? meant : word));
    const what = command.args[label.toLowerCase()]?.description ?? '';
    return { message, why: `${label}: ${what}`, meant: valuesMeant(value, label).map(everywhere) };
  }
  const { at, flag, word } = typed;
  const other = flagMeant(value, Object.values(command.flags), flag);
  const count = word === value || isWithin(typed) ? 1 : 2;
  return {
    message,
    why: whatItTakes(flag),
    meant: [
      ...valuesMeant(value, kindOf(flag)).map((meant) => withValue(argv, typed, meant)),
      ...(other.length === 0 ? [] : [argv.toSpliced(at, count, ...other)]),
    ],
  };
}

function missingFlag({ argv, command, flags }: TypedLine): Fault | null {
  const given = new Set(flags.map(({ flag }) => flag.name));
  for (const { flag } of flags) {
    const missing = flag.dependsOn?.find((name) => !given.has(name));
    const wanted = Object.values(command.flags).find(({ name }) => name === missing);
    if (wanted === undefined) continue;
    return {
      message: `--${flag.name} needs ${flagForm(wanted)}`,
      why: flag.summary ?? '',
      meant: wanted.type === 'boolean' ? [[...argv, `--${wanted.name}`]] : [],
    };
  }
  return null;
}

function flagsApart({ flags }: TypedLine): Fault | null {
  for (const { flag } of flags) {
    const other = flags.find((one) => flag.exclusive?.includes(one.flag.name));
    if (other === undefined) continue;
    return {
      message: `--${flag.name} and --${other.flag.name} cannot be used together`,
      why: 'choose one of them',
    };
  }
  return null;
}
