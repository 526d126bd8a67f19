import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Types each line into a zsh on a terminal of its own, and Tab behind it. What the completion
 * system is given goes to a file: a line in brackets, then the words that may follow it.
 */
const TYPIST = String.raw`
zmodload zsh/zpty
zpty typist zsh -f -i
zpty -w typist 'HISTSIZE=0 LISTMAX=10000 fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D'
zpty -w typist 'compadd() {
  local -a hits
  if (( ! $@[(I)-[AOD]*] )); then
    builtin compadd -O hits "$@"
    print -rl -- $hits >>offered
  fi
  builtin compadd "$@"
}'
zpty -w typist 'ask() { print -r -- "[$BUFFER]" >>offered; zle complete-word; BUFFER= }; zle -N ask; bindkey "^I" ask'
for line; do zpty -w -n typist "$line"$'\t'; done
zpty -w typist 'exit'
while zpty -r typist; do :; done
`;

/** Whether this machine has a zsh to ask. */
export const hasZsh = spawnSync('zsh', ['--version']).status === 0;

/**
 * What zsh offers at the end of each line.
 * @param folder one that `_dmctl` may be written to, where zsh finds it as it would an installed one
 */
export function askZsh(
  script: string,
  lines: readonly string[],
  folder: string,
): ReadonlyMap<string, readonly string[]> {
  writeFileSync(join(folder, '_dmctl'), script);
  const { stderr } = spawnSync('zsh', ['-f', '-s', '--', ...lines], {
    input: TYPIST,
    cwd: folder,
    encoding: 'utf8',
  });
  if (stderr !== '') throw new Error(stderr);
  const said = readFileSync(join(folder, 'offered'), 'utf8');
  const answers = said.split(/^\[/m).slice(1);
  return new Map(
    answers.map((answer) => {
      const [line = '', ...words] = answer.trimEnd().split('\n');
      return [line.slice(0, -1), [...new Set(words.filter((word) => word !== ''))].sort()];
    }),
  );
}
