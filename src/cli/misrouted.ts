import type { Config } from '@oclif/core';
import type { DmctlError } from '../model/errors.ts';
import { usageError } from '../run/failure.ts';
import { typedArguments } from './command-line.ts';
import { didYouMean, readings } from './misread.ts';
import { nearest } from './nearest.ts';
import { asksForHelp, commandOf, commandsUnder, leadingWords } from './route.ts';
import { commandName, type Words } from './typed-line.ts';

/** A command that was perhaps meant, and the words after it. */
interface Candidate {
  readonly id: string;
  readonly rest: Words;
}

/** Names that other tools have for a command. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  continue: 'resume',
  extend: 'resize',
  grow: 'resize',
  undo: 'rollback',
};

const NO_SUCH = 'dmctl has no command of that name';
const LIST = 'dmctl help  lists the commands';

/** Explains why a command line names no command, and which one was probably meant. */
export async function misrouted(config: Config, argv: Words): Promise<DmctlError> {
  const ids = config.commandIDs;
  const words = argv[0] === 'help' ? argv.slice(1) : argv;
  const [first, second] = leadingWords(words);
  if (first === undefined) return flagFirst(config, argv);
  const near = candidates(ids, words);
  const fix = asksForHelp(argv)
    ? near.map(({ id }) => `did you mean: ${commandName(id)} --help`)
    : await suggestions(config, near);
  const under = commandsUnder(ids, first).map((id) => id.slice(first.length + 1));
  if (under.length === 0) return usageError(`unknown command '${first}'`, [...fix, LIST], NO_SUCH);
  const message =
    second === undefined
      ? `'dmctl ${first}' is not a complete command`
      : `unknown command '${first} ${second}'`;
  return usageError(message, [...fix, LIST], `${first} is followed by ${under.join(' or ')}`);
}

/** Finds the commands that the first two words, or the first one, were probably meant for. */
function candidates(ids: Words, words: Words): readonly Candidate[] {
  const leading = leadingWords(words);
  for (const n of [2, 1]) {
    if (leading.length < n) continue;
    const meant = commandsLike(ids, leading.slice(0, n).join(':'));
    if (meant.length > 0) return meant.map((id) => ({ id, rest: words.slice(n) }));
  }
  return [];
}

function commandsLike(ids: Words, typed: string): Words {
  const near = nearest(typed, ids);
  if (near.length > 0) return near;
  const longer = typed.length > 2 ? ids.filter((id) => id.startsWith(typed)) : [];
  if (longer.length > 0) return longer;
  const other = OTHER_NAMES[typed];
  return other === undefined ? ids.filter((id) => id.split(':').at(-1) === typed) : [other];
}

/** Suggests complete command lines if they can be made of what was typed, else the forms of the commands. */
async function suggestions(config: Config, near: readonly Candidate[]): Promise<Words> {
  const lines = await Promise.all(near.map(({ id, rest }) => readings(config, id, rest)));
  const isClear =
    near.length === 1 || near.some(({ rest }) => rest.some((w) => !w.startsWith('-')));
  if (isClear && lines.flat().length > 0) return didYouMean(lines.flat());
  return near.map(({ id }) => {
    const { args, summary = '' } = config.findCommand(id, { must: true });
    return `${[commandName(id), ...typedArguments({ args })].join(' ')}  ${summary}`;
  });
}

async function flagFirst(config: Config, argv: Words): Promise<DmctlError> {
  const ids = config.commandIDs;
  const at = argv.findIndex((_, n) => commandOf(ids, leadingWords(argv.slice(n))) !== null);
  const id = at < 0 ? null : commandOf(ids, leadingWords(argv.slice(at)));
  const after = id === null ? [] : argv.slice(at + id.split(':').length);
  const lines = id === null ? [] : await readings(config, id, [...after, ...argv.slice(0, at)]);
  const version = argv.join(' ') === '-v' ? [['--version']] : [];
  const fix = [...didYouMean([...lines, ...version]), LIST];
  return usageError(`${argv[0] ?? ''} comes before the command`, fix, 'flags go after the command');
}
