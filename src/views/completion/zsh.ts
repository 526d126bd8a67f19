import { quote } from '../script/quote.ts';
import {
  isRepeatable,
  type Place,
  type TypedCommand,
  type TypedFlag,
  type Word,
} from './command-line.ts';

/** What asks zsh for devices and files: the full paths that dmctl takes. */
const PATHS = `_dmctl_devices() {
  if [[ $PREFIX == /dev/* ]]; then
    _files -g '*(-%b)'
  else
    local -a devices=(/dev/*(-%bN))
    compadd -- $devices
  fi
}

_dmctl_files() { # ENDING
  if [[ $PREFIX == /* ]]; then
    _files -g "*$1"
  else
    compadd -S '' -- /
  fi
}`;

/**
 * A completion script for zsh (zshcompsys(1)), to be sourced, or to be put into a directory of fpath as
 * \`_dmctl\`; it never calls the program. Each beginning of a command has a function of its own.
 */
export function zshCompletion(commands: readonly TypedCommand[]): string {
  return [
    '#compdef dmctl',
    '# zsh completion of dmctl, as dmctl completion zsh prints it.',
    '',
    PATHS,
    ...placeFunctions(commands),
    '',
    ...nextFunction(commands),
    ...commands.flatMap(commandFunction),
    '',
    '# Found in fpath, this file is the function; else it has been sourced.',
    'if [[ $funcstack[1] == _dmctl ]]; then',
    '  _dmctl "$@"',
    'else',
    '  compdef _dmctl dmctl',
    'fi',
    '',
  ].join('\n');
}

const functionName = (words: string): string =>
  ['_dmctl', ...(words === '' ? [] : words.split(' '))].join('_').replaceAll('-', '_');

/** As `_describe` reads it: a colon ends the word. */
const described = ({ word, what }: Word): string => quote(`${word.replaceAll(':', '\\:')}:${what}`);

const list = (name: string, words: readonly Word[]): readonly string[] => [
  `      ${name}=(`,
  ...words.map((word) => `        ${described(word)}`),
  '      )',
];

function nextFunction(commands: readonly TypedCommand[]): readonly string[] {
  const longer = commands.filter(({ next }) => next.length > 0);
  return [
    '_dmctl_next() { # WORDS of a command: those that make it longer',
    '  local -a next',
    '  case $1 in',
    ...longer.flatMap(({ words, next }) => [
      `    ${quote(words)})`,
      ...list('next', next),
      '      ;;',
    ]),
    '  esac',
    "  _describe -t commands 'command of dmctl' next",
    '}',
  ];
}

/** Words with a meaning each, whose number asks for a function; others stand in their place. */
const meaningfulWords = ({ takes }: Place): readonly Word[] =>
  takes.kind === 'words' ? takes.words.filter(({ what }) => what !== '') : [];

function placeFunctions(commands: readonly TypedCommand[]): readonly string[] {
  const places = commands.flatMap(({ places: own, flags }) => [
    ...own,
    ...flags.flatMap(({ value }) => value ?? []),
  ]);
  const byName = new Map(places.map((place) => [place.name, meaningfulWords(place)]));
  return [...byName].flatMap(([name, words]) =>
    words.length === 0
      ? []
      : [
          '',
          `${functionName(name)}() {`,
          '  local -a words=(',
          ...words.map((word) => `    ${described(word)}`),
          '  )',
          `  _describe -t words ${quote(name)} words`,
          '}',
        ],
  );
}

function actionOf(place: Place): string {
  const { name, takes } = place;
  if (meaningfulWords(place).length > 0) return functionName(name);
  switch (takes.kind) {
    case 'words':
      return `(${takes.words.map(({ word }) => word).join(' ')})`;
    case 'device':
      return '_dmctl_devices';
    case 'file':
      return ` _dmctl_files ${takes.ending}`;
    case 'command':
      return ' _dmctl_next "$words[2,CURRENT-1]"';
    case 'unknown':
      return ' ';
  }
}

/** As `_arguments` reads what stands in brackets. */
const explanation = (text: string): string => `[${text.replace(/[[\]:\\]/g, '\\$&')}]`;

const valueSpec = (place: Place): string =>
  `:${place.name.replace(/[:\\]/g, '\\$&')}:${actionOf(place)}`;

/** `'(-q --quiet)'{-q,--quiet}'[Say nothing but errors.]'`: one or the other, and once. */
function flagSpec(flag: TypedFlag): string {
  const { name, letter, what, value, excludes } = flag;
  const names = letter === null ? [name] : [letter, name];
  const once = isRepeatable(flag) ? '*' : `(${[...names, ...excludes].join(' ')})`;
  const forms = names.map((form) => {
    if (value === null) return form;
    return form.startsWith('--') ? `${form}=` : `${form}+`;
  });
  const either = forms.length === 1 ? forms.join('') : `{${forms.join(',')}}`;
  return `${quote(once)}${either}${quote(`${explanation(what)}${value ? valueSpec(value) : ''}`)}`;
}

const placeSpec = (place: Place, at: number): string =>
  quote(`${place.again ? '*' : String(at + 1)}${valueSpec(place)}`);

/** Lines of one call. */
const call = (words: readonly string[]): readonly string[] =>
  words.map(
    (word, at) => `${at === 0 ? '  ' : '    '}${word}${at < words.length - 1 ? ' \\' : ''}`,
  );

function commandFunction({ words, next, places, flags }: TypedCommand): readonly string[] {
  const specs = flags.map(flagSpec);
  const body =
    next.length === 0
      ? call(['_arguments -s -S :', ...specs, ...places.map(placeSpec)])
      : [
          '  local curcontext=$curcontext state state_descr line',
          '  local -A opt_args',
          ...call([
            '_arguments -C -s -S :',
            ...specs,
            quote(`1: : _dmctl_next${words === '' ? '' : ` ${quote(words)}`}`),
            quote('*:: :->longer'),
          ]),
          '  [[ $state == longer ]] || return',
          '  case $words[1] in',
          ...next.map(
            ({ word }) => `    ${quote(word)}) ${functionName(`${words} ${word}`.trim())} ;;`,
          ),
          '  esac',
        ];
  return ['', `${functionName(words)}() {`, ...body, '}'];
}
