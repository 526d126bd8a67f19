import type { Command } from '@oclif/core';
import { flagsLike } from './guesses.ts';
import { commandName, flagForm, type TypedLine } from './typed-line.ts';

/** Explains what is wrong with the arguments of a command. */
export interface Fault {
  readonly message: string;
  readonly why: string;
  /** Words that were perhaps meant instead of those behind the command, best first. */
  readonly meant?: readonly (readonly string[])[];
  /** Other ways to what was wanted. */
  readonly hints?: readonly string[];
}

/** dmctl has none of them: no flag overrides every refusal. */
const FORCE = /^(--force|-f+|-F)$/;

/**
 * Says which flag a command does not have, and which of its own was probably meant.
 * @param others all commands, to tell whose flag it is
 */
export function unknownFlag(line: TypedLine, others: readonly Command.Cached[]): Fault | null {
  const { argv, command, unknown } = line;
  const [first] = unknown;
  if (first === undefined) return null;
  const { word, at } = first;
  const [name = '', ...value] = word.split('=');
  const message = `unknown flag ${name}`;
  if (FORCE.test(word)) return { message, ...overrides(command) };
  if (/^--no-colou?r$/.test(word)) {
    const why = 'colour is switched off with --color never';
    return { message, why, meant: [argv.toSpliced(at, 1, '--color', 'never')] };
  }
  const like = flagsLike(name, Object.values(command.flags));
  if (like.length === 0 || like.length > 2) {
    const isIdle = !('dry-run' in command.flags) && /^--(dry-run|script)$/.test(name);
    if (!isIdle) return { message, why: whose(name, command, others) };
    const why = `${commandName(command)} never changes anything`;
    return { message, why, meant: [argv.toSpliced(at, 1)] };
  }
  return {
    message,
    why: `${commandName(command)} has no flag of that name`,
    meant: like.map((one) => argv.toSpliced(at, 1, [`--${one}`, ...value].join('='))),
  };
}

/** The flags that a command has instead of --force. */
function overrides(command: Command.Cached): Pick<Fault, 'why' | 'hints'> {
  const consent = Object.values(command.flags).filter(({ helpGroup }) => helpGroup === 'CONSENT');
  if (consent.length === 0) {
    return { why: `${commandName(command)} refuses nothing that a flag could override` };
  }
  return {
    why: 'each refusal that can be overridden has a flag of its own',
    hints: consent.map((flag) => `${flagForm(flag)}  ${flag.summary ?? ''}`),
  };
}

function whose(name: string, command: Command.Cached, others: readonly Command.Cached[]): string {
  const [owner, ...more] = others.filter(({ flags }) => name.slice(2) in flags);
  const asked = commandName(command);
  if (owner === undefined) return `${asked} has no flag of that name`;
  return `it is a flag of ${more.length === 0 ? commandName(owner) : 'other commands'}, not of ${asked}`;
}
