import { ParseError } from '../../model/errors.ts';

const SOURCE = 'LVM metadata';

/** `name { ... }` of LVM's configuration language (lvm.conf(5)), and a whole text of it. */
export interface Section {
  readonly name: string;
  readonly entries: ReadonlyMap<string, Entry>;
}

export type Entry = number | string | readonly (number | string)[] | Section;

const SPACE = /(?:\s|#[^\n]*)*/y;
const TOKEN = /[A-Za-z0-9_.+-]+|"(?:[^"\\]|\\.)*"|[{}[\]=,]/y;
const NUMBER = /^-?\d{1,15}$/;
const NAME = /^[A-Za-z0-9_.+-]+$/;

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  for (take(SPACE); at < text.length; take(SPACE)) {
    const token = take(TOKEN);
    if (token === '') throw new ParseError(SOURCE, 'a word, a string or a bracket', text.slice(at));
    tokens.push(token);
  }
  return tokens;
}

/** Takes the tokens one after another; '' is the end of the text. */
class Reader {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(text: string) {
    this.tokens = tokensOf(text);
  }

  /** All entries up to `end`, which is taken as well. */
  section(name: string, end: '}' | ''): Section {
    const entries = new Map<string, Entry>();
    for (let key = this.next(); key !== end; key = this.next()) {
      if (!NAME.test(key) || entries.has(key)) throw this.wrong('a name that is new here', key);
      entries.set(key, this.entry(key));
    }
    return { name, entries };
  }

  private entry(key: string): Entry {
    const sign = this.next();
    if (sign === '{') return this.section(key, '}');
    if (sign !== '=') throw this.wrong('= or {', sign);
    const value = this.next();
    return value === '[' ? this.list() : this.value(value);
  }

  private list(): readonly (number | string)[] {
    const items: (number | string)[] = [];
    let token = this.next();
    while (token !== ']') {
      items.push(this.value(token));
      token = this.next();
      if (token === ',') token = this.next();
      else if (token !== ']') throw this.wrong(', or ]', token);
    }
    return items;
  }

  private value(token: string): number | string {
    if (NUMBER.test(token)) return Number(token);
    if (token.startsWith('"')) return token.slice(1, -1).replaceAll(/\\(.)/gs, '$1');
    throw this.wrong('a number or a string', token);
  }

  private next(): string {
    this.at += 1;
    return this.tokens[this.at - 1] ?? '';
  }

  private wrong(expected: string, found: string): ParseError {
    return new ParseError(SOURCE, expected, found);
  }
}

/**
 * Reads a text in LVM's configuration language, as far as its metadata uses it: sections, whole
 * numbers, strings, lists and comments.
 * @throws ParseError
 */
export const parseTree = (text: string): Section => new Reader(text).section('', '');

/** @throws ParseError when it is missing or something else, as with all below */
export function stringIn(section: Section, key: string): string {
  const value = section.entries.get(key);
  if (typeof value === 'string') return value;
  throw new ParseError(SOURCE, `a string for ${key}`, section.name);
}

/** A whole number from 0 on. */
export function numberIn(section: Section, key: string): number {
  const value = section.entries.get(key);
  if (typeof value === 'number' && value >= 0) return value;
  throw new ParseError(SOURCE, `a number for ${key}`, section.name);
}

/** A list that need not be there: an empty one then. */
export function listIn(section: Section, key: string): readonly (number | string)[] {
  const value = section.entries.get(key) ?? [];
  if (Array.isArray(value)) return value as readonly (number | string)[];
  throw new ParseError(SOURCE, `a list for ${key}`, section.name);
}

/** A list of strings alone. */
export function stringsIn(section: Section, key: string): readonly string[] {
  return listIn(section, key).map((item) => {
    if (typeof item === 'string') return item;
    throw new ParseError(SOURCE, `strings for ${key}`, section.name);
  });
}

/** Every section in one that need not be there. */
export function sectionsIn(section: Section, key: string): readonly Section[] {
  const parent = section.entries.get(key);
  if (parent === undefined) return [];
  if (!isSection(parent)) throw new ParseError(SOURCE, `a section ${key}`, section.name);
  return [...parent.entries.values()].map((entry) => {
    if (isSection(entry)) return entry;
    throw new ParseError(SOURCE, `sections in ${key}`, section.name);
  });
}

export const isSection = (entry: Entry | undefined): entry is Section =>
  typeof entry === 'object' && !Array.isArray(entry);

/** Nothing but what is known may stand there: an unknown word could change what the others mean. */
export function mustKnow(section: Section, keys: ReadonlySet<string>): void {
  const strange = [...section.entries.keys()].find((key) => !keys.has(key));
  if (strange === undefined) return;
  throw new ParseError(SOURCE, `known words in ${section.name}`, strange);
}
