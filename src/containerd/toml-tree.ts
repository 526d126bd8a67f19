import type { AST } from 'toml-eslint-parser';
import { dotted, isList, isTable, type TomlTable, type TomlValue } from './toml-value.ts';

/** A reason why a text is not understood, with the line that it is about. */
export class TomlFault extends Error {
  override readonly name = 'TomlFault';
  readonly line: number;

  constructor(why: string, line: number) {
    super(why);
    this.line = line;
  }
}

/** The tables of a file, and the line in which each of their keys was first written. */
export interface TomlTree {
  readonly top: TomlTable;
  readonly lineOf: (table: TomlTable, key: string) => number | null;
}

type Table = Map<string, TomlValue>;

/** The limits of an integer: TOML has 64 bits, and so has Go. */
const INTEGER_LIMIT = 2n ** 63n;

/** Builds the tables that a parsed file describes. @throws TomlFault */
export function tomlTree(file: AST.TOMLTopLevelTable): TomlTree {
  const builder = new Builder();
  const top: Table = new Map();
  for (const item of file.body) {
    if (item.type === 'TOMLKeyValue') builder.put(top, item);
    else for (const member of builder.open(top, item)) builder.put(member.table, member.item);
  }
  return { top, lineOf: (table, key) => builder.lines.get(table)?.get(key) ?? null };
}

interface Member {
  readonly table: Table;
  readonly item: AST.TOMLKeyValue;
}

class Builder {
  readonly lines = new Map<TomlTable, Map<string, number>>();
  /** Inline tables, to which nothing can be added later (TOML 1.0.0, "Inline Table"). */
  private readonly closed = new Set<TomlValue>();

  /** The members of a table's header, with the table that they go into. */
  open(top: Table, { key, kind, body, loc }: AST.TOMLTable): readonly Member[] {
    const keys = key.keys.map(nameOf);
    const parent = this.descend(top, keys.slice(0, -1), loc.start.line);
    const last = keys.at(-1) ?? '';
    const table =
      kind === 'array'
        ? this.append(parent, last, loc.start.line)
        : this.step(parent, last, loc.start.line);
    return body.map((item) => ({ table, item }));
  }

  /** Sets a value, and makes the tables that its dotted key names. */
  put(table: Table, { key, value, loc }: AST.TOMLKeyValue): void {
    const keys = key.keys.map(nameOf);
    const parent = this.descend(table, keys.slice(0, -1), loc.start.line);
    this.set(parent, keys.at(-1) ?? '', this.value(value), loc.start.line);
  }

  private set(table: Table, key: string, value: TomlValue, line: number): void {
    if (table.has(key)) throw new TomlFault(`the key ${dotted([key])} occurs twice`, line);
    const known = this.lines.get(table) ?? new Map<string, number>();
    this.lines.set(table, known.set(key, line));
    table.set(key, value);
  }

  private descend(top: Table, keys: readonly string[], line: number): Table {
    return keys.reduce((table, key) => this.step(table, key, line), top);
  }

  /** A table below another, made where there is none; below a list of tables, the last one. */
  private step(table: Table, key: string, line: number): Table {
    const found = table.get(key);
    const below = isList(found) && !this.closed.has(found) ? found.at(-1) : found;
    if (isTable(below) && !this.closed.has(below)) return below as Table;
    const made: Table = new Map();
    this.set(table, key, made, line);
    return made;
  }

  private append(parent: Table, key: string, line: number): Table {
    const list = parent.get(key) ?? [];
    if (!isList(list) || this.closed.has(list)) {
      throw new TomlFault(`the key ${dotted([key])} occurs twice`, line);
    }
    const made: Table = new Map();
    if (list.length === 0) this.set(parent, key, [made], line);
    else parent.set(key, [...list, made]);
    return made;
  }

  private value(node: AST.TOMLContentNode): TomlValue {
    if (node.type === 'TOMLArray') return this.close(node.elements.map((one) => this.value(one)));
    if (node.type === 'TOMLValue') return plainValue(node);
    const table: Table = new Map();
    for (const item of node.body) this.put(table, item);
    return this.close(table);
  }

  private close<T extends TomlValue>(value: T): T {
    this.closed.add(value);
    return value;
  }
}

/** The name of one part of a key, bare or quoted. */
export const nameOf = (key: AST.TOMLBare | AST.TOMLQuoted): string =>
  key.type === 'TOMLBare' ? key.name : key.value;

function plainValue(node: AST.TOMLValue): TomlValue {
  if (node.kind === 'integer') return integerOf(node);
  const isPlain = node.kind === 'string' || node.kind === 'boolean' || node.kind === 'float';
  return isPlain ? node.value : { date: node.datetime };
}

function integerOf({ bigint, number, loc }: AST.TOMLIntegerValue): bigint {
  if (bigint >= -INTEGER_LIMIT && bigint < INTEGER_LIMIT) return bigint;
  const shown = number.length > 40 ? `${number.slice(0, 40)}...` : number;
  throw new TomlFault(`the integer ${shown} does not fit into 64 bits`, loc.start.line);
}
