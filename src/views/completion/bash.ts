import { quote } from '../script/quote.ts';
import { type Takes, type TypedCommand, type TypedFlag, isRepeatable } from './command-line.ts';

/**
 * The part of the bash script that is the same whatever the commands are: it reads what was typed and
 * answers readline. Typed words are compared and never evaluated: the subscript of an associative
 * array is expanded once, and `compgen -f` starts no command. It wants bash 4.0 and no other package.
 */
const BASH_ENGINE = `# Sets words to what was typed up to the cursor, as dmctl will get it: readline ends words at = and :, too.
# kept is what readline leaves in place of the last one.
_dmctl_split() {
  local line=\${COMP_LINE:-\${COMP_WORDS[*]}} at raw='' last=-1
  [[ -z $COMP_LINE ]] || line=\${line:0:COMP_POINT}
  line=\${line#*"\${COMP_WORDS[0]}"}
  for ((at = 1; at <= COMP_CWORD; at++)); do
    raw=\${COMP_WORDS[at]}
    if [[ $last == -1 || $line == [[:blank:]]* ]]; then
      last=$((last + 1)) kept=''
      line=\${line#"\${line%%[![:blank:]]*}"}
    else
      kept=\${words[last]}
    fi
    [[ $at == "$COMP_CWORD" ]] && raw=$line
    words[last]+=$raw
    line=\${line#"$raw"}
  done
  [[ -n $raw && -z \${raw//[=:]/} ]] && kept=\${words[last]}
}

# Reads the words before the last one. flag is one whose value is still to come, latest one that can
# take more.
_dmctl_read() {
  local word
  _dmctl_command ''
  for word in "\${words[@]:0:\${#words[@]}-1}"; do
    if [[ -n $flag ]]; then
      flag=''
    elif [[ -z $ended && $word == -- ]]; then
      ended=1
    elif [[ -z $ended && $word == -?* ]]; then
      flag=\${letters[\${word:0:2}]-\${word%%=*}}
      given+="$flag "
      latest=$flag
      [[ \${takes[$flag]-switch} == switch || $word == *=* || $word == -[!-]?* ]] && flag=''
    elif ((\${#args[@]} == 0)) && [[ " \${next[*]} " == *" $word "* ]]; then
      command=\${command:+$command }$word
      _dmctl_command "$command"
    else
      args+=("$word")
    fi
  done
}

# BEGINNING of a path: block devices, and directories on the way to some.
_dmctl_devices() {
  local path inner
  set +f
  shopt -s nullglob
  shopt -u failglob
  local from=$1
  [[ $1 == /dev/* ]] || from=/dev/
  for path in "$from"*; do
    [[ $path == "$1"* ]] || continue
    for inner in "$path" "$path"/* "$path"/*/*; do
      [[ -b $inner ]] && printf '%s\\n' "$path" && break
    done
  done
}

# BEGINNING of a full path, ENDING: files with that ending, and directories.
_dmctl_files() {
  local path
  [[ -z $1 || $1 == /* ]] || return
  compgen -f -- "\${1:-/}" | while IFS= read -r path; do
    [[ -d $path || $path == *"$2" ]] && printf '%s\\n' "$path"
  done
}

# BEGINNING, WORD...: those that begin so.
_dmctl_begin() {
  local word
  for word in "\${@:2}"; do
    [[ $word == "$1"* ]] && printf '%s\\n' "$word"
  done
}

# KIND of words, BEGINNING, LEAD: the answer is those that begin so, each behind LEAD.
_dmctl_offer() {
  case $1 in
    device) mapfile -t COMPREPLY < <(_dmctl_devices "$2") ;;
    file*) mapfile -t COMPREPLY < <(_dmctl_files "$2" "\${1#file}") ;;
    command) _dmctl_command "\${args[*]}" ;;&
    command) mapfile -t COMPREPLY < <(_dmctl_begin "$2" "\${next[@]}") ;;
    words*) mapfile -t COMPREPLY < <(_dmctl_begin "$2" \${1#words}) ;;
  esac
  [[ $1 == device || $1 == file* ]] && compopt -o filenames 2>/dev/null
  COMPREPLY=("\${COMPREPLY[@]/#/$3}")
}

# BEGINNING of a flag: those that can still be given.
_dmctl_flags() {
  local name other
  for name in $(_dmctl_begin "$1" "\${!takes[@]}"); do
    [[ $given == *" $name "* && $again != *" $name "* ]] && continue
    for other in \${excludes[$name]-}; do
      [[ $given == *" $other "* ]] && continue 2
    done
    COMPREPLY+=("$name")
  done
}

_dmctl() {
  local IFS=$' \\t\\n' command='' flag='' latest='' given=' ' ended='' kept='' rest='' again='' last place
  local -a words=() args=() next=() places=()
  local -A takes=() letters=() excludes=()
  COMPREPLY=()
  if [[ \${COMP_WORDS[COMP_CWORD - 1]} == *[\\<\\>]* ]]; then
    compopt -o default 2>/dev/null
    return
  fi
  _dmctl_split
  _dmctl_read
  last=\${words[\${#words[@]} - 1]}
  place=\${places[\${#args[@]}]-$rest}
  if [[ -n $flag ]]; then
    _dmctl_offer "\${takes[$flag]}" "$last"
  elif [[ -z $ended && $last == --*=* ]]; then
    flag=\${last%%=*}
    _dmctl_offer "\${takes[$flag]-}" "\${last#*=}" "$flag="
  elif [[ -z $ended && $last == -* ]]; then
    _dmctl_flags "$last"
  elif ((\${#args[@]} == 0 && \${#next[@]} > 0)); then
    _dmctl_offer "words \${next[*]}" "$last"
  elif [[ -z $place && $again == *" $latest "* ]]; then
    _dmctl_offer "\${takes[$latest]}" "$last"
  elif [[ -z $place && -z $ended && -z \${next[*]} ]]; then
    _dmctl_flags "$last"
  else
    _dmctl_offer "$place" "$last"
  fi
  COMPREPLY=("\${COMPREPLY[@]#"$kept"}")
}

complete -F _dmctl dmctl
`;

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
