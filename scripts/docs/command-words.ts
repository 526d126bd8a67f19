import type { Command } from '@oclif/core';
import { valueName } from '../../src/cli/command-line.ts';

/** The commands of oclif.manifest.json, by id (`setup:direct-lvm`). */
export type Commands = Readonly<Record<string, Command.Cached>>;

type Flag = Command.Flag.Cached;

/** A command line that shows how a command is used. */
export interface Example {
  /** What it is for, or null. */
  readonly description: string | null;
  readonly command: string;
}

/** The commands that help lists, each with its words as they are typed. */
export const shownCommands = (
  commands: Commands,
): readonly (readonly [words: string, command: Command.Cached])[] =>
  Object.entries(commands)
    .filter(([, { hidden }]) => !hidden)
    .map(([id, command]) => [id.replaceAll(':', ' '), command]);

/** Arguments with what is said of them. */
export const argumentMeanings = ({
  args,
}: Command.Cached): readonly (readonly [word: string, meaning: string])[] =>
  Object.values(args).map(({ name, description = '', options }) => [
    name.toUpperCase(),
    options ? `${description} One of ${options.join(', ')}.` : description,
  ]);

/** `-n, --dry-run`. */
export const flagNames = ({ char, name }: Flag): readonly string[] =>
  char === undefined ? [`--${name}`] : [`-${char}`, `--${name}`];

/** The value of a flag as help has it, `DEVICE` or `iec/si/bytes`; null where it takes none. */
export function flagValue(flag: Flag): string | null {
  if (flag.type !== 'option') return null;
  return flag.options?.join('/') ?? valueName(flag);
}

/** What a flag does, and its default. */
export function flagMeaning(flag: Flag): string {
  const fallback: unknown = flag.type === 'option' ? flag.default : undefined;
  const words = flag.summary ?? flag.description ?? '';
  const isPlain = typeof fallback === 'string' || typeof fallback === 'number';
  return isPlain ? `${words} Default: ${String(fallback)}.` : words;
}

/** The examples of a command. */
export const examplesOf = ({ examples = [] }: Command.Cached): readonly Example[] =>
  examples.map((example) =>
    typeof example === 'string' ? { description: null, command: example } : example,
  );
