import { quote } from '../script/quote.ts';
import { BASH_ENGINE } from './bash-engine.ts';
import { isRepeatable, type Takes, type TypedCommand, type TypedFlag } from './command-line.ts';

/** A completion script for bash (Programmable Completion in bash(1)); it never calls the program. */
export function bashCompletion(commands: readonly TypedCommand[]): string {
  return [
    '# bash completion of dmctl, as dmctl completion bash prints it.',
    '',
    "# WORDS of a command: what may follow them. A flag's value is a kind that _dmctl_offer knows.",
    '_dmctl_command() {',
    "  next=() places=() rest='' takes=() letters=() again=' ' excludes=()",
    '  case $1 in',
    ...commands.flatMap(branch),
    '  esac',
    '}',
    '',
    BASH_ENGINE,
  ].join('\n');
}

function branch({ words, next, places, flags }: TypedCommand): readonly string[] {
  const last = places.at(-1);
  const again = flags.filter(isRepeatable).map(({ name }) => name);
  const excluding = flags.filter(({ excludes }) => excludes.length > 0);
  return [
    `    ${quote(words)})`,
    ...array(
      'next',
      next.map(({ word }) => quote(word)),
    ),
    ...array(
      'places',
      places.map(({ takes }) => quote(kindOf(takes))),
    ),
    ...(last?.again === true ? [`      rest=${quote(kindOf(last.takes))}`] : []),
    ...array('takes', flags.map(takesEntry)),
    ...array('letters', flags.flatMap(letterEntry)),
    ...array(
      'excludes',
      excluding.map(({ name, excludes }) => entry(name, excludes.join(' '))),
    ),
    ...(again.length > 0 ? [`      again=${quote(` ${again.join(' ')} `)}`] : []),
    '      ;;',
  ];
}

const array = (name: string, elements: readonly string[]): readonly string[] =>
  elements.length === 0 ? [] : [`      ${name}=(${elements.join(' ')})`];

const entry = (key: string, value: string): string => `[${key}]=${quote(value)}`;

const takesEntry = ({ name, value }: TypedFlag): string =>
  entry(name, value === null ? 'switch' : kindOf(value.takes));

const letterEntry = ({ name, letter }: TypedFlag): readonly string[] =>
  letter === null ? [] : [entry(letter, name)];

/** A kind of words as `_dmctl_offer` reads it. */
function kindOf(takes: Takes): string {
  if (takes.kind === 'words') return ['words', ...takes.words.map(({ word }) => word)].join(' ');
  return takes.kind === 'file' ? `file${takes.ending}` : takes.kind;
}
