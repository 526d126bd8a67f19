import { nearest } from './nearest.ts';

/** Where a command line leads. Ids are oclif's: words joined by colons, `setup:direct-lvm`. */
export type Route =
  | { readonly kind: 'help'; readonly words: readonly string[] }
  | { readonly kind: 'version' }
  | { readonly kind: 'command'; readonly id: string; readonly argv: readonly string[] }
  /** `dmctl setup`: the first words of longer commands. */
  | { readonly kind: 'unfinished'; readonly words: string; readonly next: readonly string[] }
  | { readonly kind: 'flag-first'; readonly flag: string }
  | { readonly kind: 'unknown'; readonly words: string; readonly nearest: readonly string[] };

const isFlag = (word: string): boolean => word.startsWith('-');

/** A word that asks for help: any before `--`. */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  return words.includes('--help') || words.includes('-h');
}

function commandOf(ids: readonly string[], words: readonly string[]): string | null {
  for (let n = words.length; n > 0; n -= 1) {
    const id = words.slice(0, n).join(':');
    if (ids.includes(id)) return id;
  }
  return null;
}

/** Words after `id` that make longer commands. */
function continuations(ids: readonly string[], id: string): string[] {
  return ids.filter((other) => other.startsWith(`${id}:`)).map((o) => o.slice(id.length + 1));
}

const flagFirst = (flag: string): Route =>
  flag === '--version' || flag === '-V' ? { kind: 'version' } : { kind: 'flag-first', flag };

/**
 * Finds the command a command line names.
 * @param ids all commands, in oclif's form
 */
export function routeOf(ids: readonly string[], argv: readonly string[]): Route {
  const [first] = argv;
  if (first === undefined) return { kind: 'help', words: [] };
  const firstFlag = argv.findIndex(isFlag);
  const words = firstFlag === -1 ? argv : argv.slice(0, firstFlag);
  if (first === 'help') return { kind: 'help', words: words.slice(1) };
  if (asksForHelp(argv)) return { kind: 'help', words };
  if (isFlag(first)) return flagFirst(first);

  const id = commandOf(ids, words);
  if (id !== null) return { kind: 'command', id, argv: argv.slice(id.split(':').length) };
  const next = continuations(ids, first);
  if (words.length === 1 && next.length > 0) return { kind: 'unfinished', words: first, next };

  const typed = (next.length > 0 ? words.slice(0, 2) : [first]).join(' ');
  const known = ids.map((other) => other.replaceAll(':', ' '));
  return { kind: 'unknown', words: typed, nearest: nearest(typed, known) };
}
