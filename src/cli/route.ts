/** The destination of a command line. Ids are oclif's: words joined by colons, `setup:direct-lvm`. */
export type Route =
  | { readonly kind: 'help'; readonly words: readonly string[] }
  | { readonly kind: 'version' }
  | { readonly kind: 'command'; readonly id: string; readonly argv: readonly string[] }
  /** No command; `words` are those that should have named one. */
  | { readonly kind: 'nowhere'; readonly words: string };

const isFlag = (word: string): boolean => word.startsWith('-');

/** Whether a word asks for help: any before `--`. */
export function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  return argv[0] === 'help' || words.includes('--help') || words.includes('-h');
}

/** Finds the command that the first words name, as many of them as possible. */
export function commandOf(ids: readonly string[], words: readonly string[]): string | null {
  for (let n = words.length; n > 0; n -= 1) {
    const id = words.slice(0, n).join(':');
    if (ids.includes(id)) return id;
  }
  return null;
}

/** Lists the commands that begin with a word such as `setup`, which is no command alone. */
export const commandsUnder = (ids: readonly string[], topic: string): readonly string[] =>
  ids.filter((id) => id.startsWith(`${topic}:`));

/** Lists the words before the first flag: those that name a command, and its arguments. */
export function leadingWords(argv: readonly string[]): readonly string[] {
  const flag = argv.findIndex(isFlag);
  return flag === -1 ? argv : argv.slice(0, flag);
}

/** Finds the command a command line names. @param ids all commands, in oclif's form */
export function routeOf(ids: readonly string[], argv: readonly string[]): Route {
  const [first] = argv;
  if (first === '--version' || first === '-V') return { kind: 'version' };
  const isHelp = first === undefined || asksForHelp(argv);
  const words = leadingWords(first === 'help' ? argv.slice(1) : argv);
  const id = commandOf(ids, words);
  if (isHelp) return helpFor(ids, words, id);
  if (id !== null) return { kind: 'command', id, argv: argv.slice(id.split(':').length) };
  return nowhere(ids, words);
}

function helpFor(ids: readonly string[], words: readonly string[], id: string | null): Route {
  const [first] = words;
  if (first === undefined) return { kind: 'help', words };
  if (id !== null) return { kind: 'help', words: id.split(':') };
  const isTopic = words.length === 1 && commandsUnder(ids, first).length > 0;
  return isTopic ? { kind: 'help', words } : nowhere(ids, words);
}

function nowhere(ids: readonly string[], words: readonly string[]): Route {
  const isTopic = commandsUnder(ids, words[0] ?? '').length > 0;
  return { kind: 'nowhere', words: words.slice(0, isTopic ? 2 : 1).join(' ') };
}
