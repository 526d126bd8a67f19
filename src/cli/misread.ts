import { Parser, type Command, type Config } from '@oclif/core';
import type { DmctlError } from '../model/errors.ts';
import { usageError } from '../run/failure.ts';
import { quote } from '../views/script/quote.ts';
import { faultOf } from './faults.ts';
import { commandName, type Words } from './typed-line.ts';

/** Suggestions that are shown, and guesses that one of them may take: `xvdf --jsn` takes two. */
const AT_MOST = 2;
const GUESSES = 3;

/**
 * Explains what is wrong with a command line that oclif refused, and which one was probably meant.
 * @param id oclif's id of the command, `setup:direct-lvm`
 * @param argv the words after it
 * @param error the error of oclif, or of the reader of a value
 */
export async function misread(
  config: Config,
  id: string,
  argv: Words,
  error: Error,
): Promise<DmctlError> {
  const command = config.findCommand(id, { must: true });
  const { message, why, meant = [], hints = [] } = faultOf(command, config.commands, argv, error);
  const lines = await readingsOfEach(config, id, meant, GUESSES);
  const help = `${commandName(id)} --help  describes the command`;
  return usageError(message, [...didYouMean(lines), ...hints, help], why);
}

/** Suggestions to be pasted into a shell. */
export function didYouMean(lines: readonly Words[]): Words {
  const commands = lines.map((words) => ['dmctl', ...words.map(quote)].join(' '));
  return [...new Set(commands)].slice(0, AT_MOST).map((command) => `did you mean: ${command}`);
}

/**
 * Finds the command lines that were probably meant: the one given, if it can be read, else those
 * that guesses make of it.
 * @returns each with the words of the command; every one of them can be read
 */
export async function readings(
  config: Config,
  id: string,
  argv: Words,
  guesses = GUESSES,
): Promise<readonly Words[]> {
  const command = config.findCommand(id, { must: true });
  const error = await whyUnreadable(command, argv);
  if (error === null) return [[...id.split(':'), ...argv]];
  const { meant = [] } = faultOf(command, config.commands, argv, error);
  return guesses === 0 ? [] : readingsOfEach(config, id, meant, guesses - 1);
}

async function readingsOfEach(
  config: Config,
  id: string,
  lines: readonly Words[],
  guesses: number,
): Promise<readonly Words[]> {
  return (await Promise.all(lines.map((line) => readings(config, id, line, guesses)))).flat();
}

/** Reads the words after a command as oclif will. */
async function whyUnreadable(command: Command.Loadable, argv: Words): Promise<Error | null> {
  const { args, flags, strict } = await command.load();
  try {
    await Parser.parse([...argv], { args, flags, strict });
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
