import type { OutsideOption } from '../model/facts/docker-state.ts';
import { readEnvironment, shellWords } from '../model/shell-words.ts';

/** A file that sets variables for dockerd. */
export interface EnvironmentFile {
  readonly path: string;
  readonly text: string;
}

/** How docker.service starts dockerd. */
export interface Start {
  readonly execStart: readonly (readonly string[])[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Files that init scripts read, and the variables that become dockerd's arguments there. */
export const INIT_SCRIPT_FILES = [
  '/etc/default/docker',
  '/etc/sysconfig/docker',
  '/etc/sysconfig/docker-storage',
];
const ARGUMENT_VARIABLES = ['DOCKER_OPTS', 'OPTIONS', 'DOCKER_STORAGE_OPTIONS', 'other_args'];

/** A word of the command line and its origin. */
interface Word {
  readonly text: string;
  readonly source: string;
}

type Variables = ReadonlyMap<string, Word>;

/**
 * Returns every option dockerd gets from outside daemon.json: flags on its command line, with
 * variables filled in as systemd does, and DOCKER_DRIVER, which overrides the file.
 * @param start null: an init script starts it
 * @param files the environment files that exist: `environmentFiles` of the unit, or
 * INIT_SCRIPT_FILES
 */
export function outsideOptions(
  start: Start | null,
  files: readonly EnvironmentFile[],
): readonly OutsideOption[] {
  const variables = variablesOf(start, files);
  const commandLine = start
    ? start.execStart
    : [['dockerd', ...ARGUMENT_VARIABLES.map((v) => `$${v}`)]];
  const words = commandLine.flatMap((argv) =>
    argv.slice(1).flatMap((word) => expanded(word, variables)),
  );
  const driver = variables.get('DOCKER_DRIVER');
  return [
    ...flagsOf(words),
    ...(driver && driver.text !== ''
      ? [{ option: 'DOCKER_DRIVER', value: driver.text, source: driver.source }]
      : []),
  ];
}

/** systemd.exec(5): files override Environment=, and later files earlier ones. */
function variablesOf(start: Start | null, files: readonly EnvironmentFile[]): Variables {
  const variables = new Map<string, Word>();
  for (const [name, text] of Object.entries(start?.environment ?? {})) {
    variables.set(name, { text, source: 'docker.service Environment' });
  }
  for (const { path, text } of files) {
    for (const [name, value] of readEnvironment(text)) {
      variables.set(name, { text: value, source: path });
    }
  }
  return variables;
}

/** systemd.service(5): `$NAME` alone becomes words, `${NAME}` is filled in, `$$` is a dollar. */
function expanded(word: string, variables: Variables): readonly Word[] {
  const alone = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(word)?.[1];
  if (alone !== undefined) {
    const variable = variables.get(alone);
    if (!variable) return [];
    return shellWords(variable.text).map((text) => ({ text, source: variable.source }));
  }
  let source = 'docker.service ExecStart';
  const text = word.replace(/\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (match, name?: string) => {
    if (name === undefined) return match.slice(1);
    const variable = variables.get(name);
    if (variable) source = variable.source;
    return variable?.text ?? '';
  });
  return [{ text, source }];
}

/** dockerd's short flags (dockerd(8)). */
const SHORT: Readonly<Record<string, string>> = {
  b: '--bridge',
  D: '--debug',
  g: '--graph',
  G: '--group',
  H: '--host',
  l: '--log-level',
  p: '--pidfile',
  s: '--storage-driver',
};

/** dockerd takes no arguments, so a word that is not a flag is the value of the one before. */
function flagsOf(words: readonly Word[]): readonly OutsideOption[] {
  return words.flatMap(({ text, source }, index) => {
    const flag = flagOf(text);
    if (!flag) return [];
    const following = words[index + 1];
    const value = flag.value ?? (following && !flagOf(following.text) ? following.text : '');
    return [{ option: flag.option, value, source }];
  });
}

function flagOf(word: string): { readonly option: string; readonly value: string | null } | null {
  const [, long, value] = /^(--[a-z][a-z0-9-]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
  if (long !== undefined) return { option: long, value: value ?? null };
  const [, letter = '', rest = ''] = /^-([A-Za-z])=?([\s\S]*)$/.exec(word) ?? [];
  if (letter === '') return null;
  return { option: SHORT[letter] ?? `-${letter}`, value: rest === '' ? null : rest };
}
