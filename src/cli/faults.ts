import type { Command } from '@oclif/core';
import { CONSENT_GROUP } from './flags/common.ts';
import { ValueError } from './flags/values.ts';
import { flagMeant, flagsLike, valuesMeant } from './guesses.ts';
import { nearest } from './nearest.ts';
import { commandName, flagForm, flagHelp, kindOf, typedLine } from './typed-line.ts';
import type { TypedLine, Words } from './typed-line.ts';

/** A fault of a command line, and what was probably meant. */
export interface Fault {
  readonly message: string;
  readonly why: string;
  /** Words that were perhaps meant instead of those after the command, best first. */
  readonly meant?: readonly Words[];
  /** Other ways to reach the same goal. */
  readonly hints?: Words;
}

/**
 * Finds the first fault of a command line that oclif refused. An unknown flag comes before the words
 * after it, which it throws into disorder: in `--siez 3` the fault is not the 3.
 * @param others all commands, to tell whose flag an unknown one is
 * @param error the error of oclif, or of the reader of a value
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
    wrongNumberOfValues(line) ??
    wrongNumberOfArguments(line) ??
    wrongChoice(line) ??
    unreadableValue(line, error) ??
    wrongCompany(line) ?? { message: error.message.split('\n')[0] ?? '', why: '' }
  );
}

/** dmctl has none of them: no flag overrides every refusal. */
const FORCE = /^(--force|-f+|-F)$/;

function unknownFlag(line: TypedLine, others: readonly Command.Cached[]): Fault | null {
  const { argv, command, name: asked } = line;
  const [first] = line.unknown;
  if (first === undefined) return null;
  const { word, at } = first;
  const [name = '', ...value] = word.split('=');
  const message = `unknown flag ${name}`;
  const instead = (...words: Words): readonly Words[] => [argv.toSpliced(at, 1, ...words)];
  if (FORCE.test(word)) return { message, ...overrides(line) };
  if (/^--no-colou?r$/.test(word)) {
    const meant = instead('--color', 'never');
    return { message, why: 'colour is switched off with --color never', meant };
  }
  const like = flagsLike(name, Object.values(command.flags));
  if (like.length === 1 || like.length === 2) {
    const meant = like.flatMap((one) => instead([`--${one}`, ...value].join('=')));
    return { message, why: `${asked} has no flag of that name`, meant };
  }
  if (/^--(dry-run|script)$/.test(name) && !('dry-run' in command.flags)) {
    return { message, why: `${asked} never changes anything`, meant: instead() };
  }
  const owners = others.filter(({ flags }) => name.slice(2) in flags).map(({ id }) => id);
  const [owner = ''] = owners;
  const whose = owners.length === 1 ? commandName(owner) : 'other commands';
  const isElsewhere = `it is a flag of ${whose}, not of ${asked}`;
  return { message, why: owners.length > 0 ? isElsewhere : `${asked} has no flag of that name` };
}

/** The flags that a command has instead of --force. */
function overrides({ command, name }: TypedLine): Pick<Fault, 'why' | 'hints'> {
  const consent = Object.values(command.flags).filter((flag) => flag.helpGroup === CONSENT_GROUP);
  if (consent.length === 0) return { why: `${name} refuses nothing that a flag could override` };
  const why = 'each refusal that can be overridden has a flag of its own';
  return { why, hints: consent.map((flag) => flagHelp(flag, '  ')) };
}

function wrongNumberOfValues({ argv, flags }: TypedLine): Fault | null {
  for (const { flag, at, value } of flags) {
    const name = `--${flag.name}`;
    if (flag.type === 'boolean') {
      if (value === null) continue;
      const meant = argv.toSpliced(at, 1, ...(/^(0|false|no|off)$/i.test(value) ? [] : [name]));
      return { message: `${name} takes no value`, why: `'${value}' was given`, meant: [meant] };
    }
    if (value === null) return { message: `${name} needs a value`, why: flagHelp(flag) };
    if (flag.multiple === true) continue;
    const values = flags.filter((one) => one.flag === flag).map((one) => one.value ?? '');
    if (values.length === 1) continue;
    const why = `it takes one value, but was given ${values.join(' and ')}`;
    return { message: `${name} is given more than once`, why };
  }
  return null;
}

function wrongNumberOfArguments({ argv, command, name, places }: TypedLine): Fault | null {
  const args = Object.values(command.args);
  const missing = args[places.length];
  if (missing?.required === true) {
    return {
      message: `${missing.name.toUpperCase()} is missing`,
      why: `${name} needs it: ${missing.description ?? ''}`,
      meant: (missing.options ?? []).map((option) => [option, ...argv]),
    };
  }
  const extra = places[args.length];
  if (extra === undefined || args.some(({ multiple }) => multiple === true)) return null;
  const words = flagMeant(extra.word, Object.values(command.flags));
  return {
    message: `unexpected argument '${extra.word}'`,
    why: `${name} takes ${args.length === 0 ? 'no arguments, only flags' : 'one argument'}`,
    meant: words.length === 0 ? [] : [argv.toSpliced(extra.at, 1, ...words)],
  };
}

function wrongChoice({ argv, command, flags, places }: TypedLine): Fault | null {
  const args = Object.values(command.args);
  const given = [
    ...flags.map(({ flag, value }) => ({ value, label: `--${flag.name}`, spec: flag })),
    ...places.map(({ word }, n) => ({ value: word, label: args[n]?.name ?? '', spec: args[n] })),
  ];
  for (const { value, label, spec } of given) {
    const options = spec !== undefined && 'options' in spec ? spec.options : undefined;
    if (options === undefined || value === null || options.includes(value)) continue;
    const longer = options.filter((one) => value.length > 2 && one.startsWith(value));
    return {
      message: `invalid ${label.startsWith('--') ? label : label.toUpperCase()} '${value}'`,
      why: `it must be one of ${options.join(', ')}`,
      meant: [...longer, ...nearest(value, options)].map((one) => withValue(argv, value, one)),
    };
  }
  return null;
}

/** Replaces a value everywhere: the same device may also be named by --confirm. */
const withValue = (argv: Words, value: string, meant: string): Words =>
  argv.map((word) => {
    const [flag = ''] = /^--[\w-]+=/.exec(word) ?? [];
    return word.slice(flag.length) === value ? `${flag}${meant}` : word;
  });

function unreadableValue({ argv, command, flags }: TypedLine, error: Error): Fault | null {
  if (!(error instanceof ValueError)) return null;
  const { label, value, why } = error;
  const message = `${label}: ${why}`;
  const readable = (kind: string): readonly Words[] =>
    valuesMeant(value, kind).map((meant) => withValue(argv, value, meant));
  const typed = flags.find((one) => one.value === value && label === `--${one.flag.name}`);
  if (typed === undefined) {
    const what = command.args[label.toLowerCase()]?.description ?? '';
    return { message, why: `${label}: ${what}`, meant: readable(label) };
  }
  const { at, flag, word } = typed;
  const other = flagMeant(value, Object.values(command.flags), flag);
  const moved = argv.toSpliced(at, word.endsWith(value) ? 1 : 2, ...other);
  const meant = [...readable(kindOf(flag)), ...(other.length === 0 ? [] : [moved])];
  return { message, why: flagHelp(flag), meant };
}

/** A flag without another that it needs, or with one that it excludes. */
function wrongCompany({ argv, command, flags }: TypedLine): Fault | null {
  const given = flags.map(({ flag }) => flag.name);
  for (const { name, summary = '', dependsOn = [], exclusive = [] } of flags.map((f) => f.flag)) {
    const wanted = command.flags[dependsOn.find((other) => !given.includes(other)) ?? ''];
    if (wanted !== undefined) {
      const meant = wanted.type === 'boolean' ? [[...argv, `--${wanted.name}`]] : [];
      return { message: `--${name} needs ${flagForm(wanted)}`, why: summary, meant };
    }
    const other = exclusive.find((one) => given.includes(one));
    if (other === undefined) continue;
    const message = `--${name} and --${other} cannot be used together`;
    return { message, why: 'choose one of them' };
  }
  return null;
}
