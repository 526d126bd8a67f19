import { folded } from '../model/go-names.ts';
import { read, unreadable, type Read } from '../model/known.ts';
import { readToml, whyInLine, type TomlDocument } from './toml.ts';
import { TomlFault } from './toml-tree.ts';
import {
  dotted,
  isList,
  isTable,
  tableAt,
  valueAt,
  type TomlPath,
  type TomlTable,
  type TomlValue,
} from './toml-value.ts';

/**
 * Typed readers for the settings of a file; each returns null where the setting is not written, and
 * throws a TomlFault where the value is of another kind. An empty string is "not set" to containerd.
 */
export interface TomlFields {
  readonly top: TomlTable;
  text(path: TomlPath): string | null;
  flag(path: TomlPath): boolean | null;
  integer(path: TomlPath): bigint | null;
  texts(path: TomlPath): readonly string[] | null;
  tables(path: TomlPath): readonly TomlTable[] | null;
  table(path: TomlPath): TomlTable | null;
  /** The line in which a key was first written; 1 if there is none. */
  lineOf(path: TomlPath): number;
  /** Throws where a table has one of the keys in another case: to Go it is the same key, or none. */
  inLowerCase(path: TomlPath, keys: readonly string[]): void;
}

/** Reads a text as TOML and what `take` takes of it; the result of a fault is its reason and line. */
export function understand<T>(
  text: string,
  take: (fields: TomlFields, document: TomlDocument) => T,
): Read<T> {
  const document = readToml(text);
  if (!document.ok) return document;
  try {
    return read(take(fieldsOf(document.value), document.value));
  } catch (error) {
    if (error instanceof TomlFault) return unreadable(whyInLine(error.message, error.line));
    throw error;
  }
}

const textIn = (value: TomlValue): string | null => (typeof value === 'string' ? value : null);

const unlessEmpty = (text: string | null): string | null => (text === '' ? null : text);

const textsIn = (value: TomlValue): readonly string[] | null =>
  isList(value) && value.every((one) => typeof one === 'string') ? value : null;

const tablesIn = (value: TomlValue): readonly TomlTable[] | null =>
  isList(value) && value.every(isTable) ? value : null;

function fieldsOf(document: TomlDocument): TomlFields {
  const { top } = document;
  const take = <T>(path: TomlPath, kind: string, valueIn: (value: TomlValue) => T | null) => {
    for (let length = 1; length < path.length; length += 1) {
      mustBeTable(document, path.slice(0, length));
    }
    const value = valueAt(top, path);
    if (value === undefined) return null;
    const taken = valueIn(value);
    if (taken === null) throw wrongKind(document, path, kind);
    return taken;
  };
  return {
    top,
    text: (path) => unlessEmpty(take(path, 'a string', textIn)),
    flag: (path) =>
      take(path, 'true or false', (value) => (typeof value === 'boolean' ? value : null)),
    integer: (path) =>
      take(path, 'a whole number', (value) => (typeof value === 'bigint' ? value : null)),
    texts: (path) => take(path, 'a list of strings', textsIn),
    tables: (path) => take(path, 'a list of tables', tablesIn),
    table: (path) => take(path, 'a table', (value) => (isTable(value) ? value : null)),
    lineOf: (path) => lineOf(document, path),
    inLowerCase: (path, keys) => {
      const table = tableAt(top, path);
      const odd = [...(table?.keys() ?? [])].find((key) => isMisspelt(key, keys));
      if (table === null || odd === undefined) return;
      const why = `the key ${dotted([...path, odd])} must be in lower case`;
      throw new TomlFault(why, lineOf(document, [...path, odd]));
    },
  };
}

const isMisspelt = (key: string, keys: readonly string[]): boolean =>
  !keys.includes(key) && keys.includes(folded(key));

function mustBeTable(document: TomlDocument, path: TomlPath): void {
  const value = valueAt(document.top, path);
  if (value !== undefined && !isTable(value)) throw wrongKind(document, path, 'a table');
}

function wrongKind(document: TomlDocument, path: TomlPath, kind: string): TomlFault {
  return new TomlFault(`${dotted(path)} must be ${kind}`, lineOf(document, path));
}

function lineOf({ top, lineOf: line }: TomlDocument, path: TomlPath): number {
  const table = tableAt(top, path.slice(0, -1));
  return (table ? line(table, path.at(-1) ?? '') : null) ?? 1;
}
