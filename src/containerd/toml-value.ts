/** A date or a time, as it is written: no setting of containerd has one. */
export interface TomlDate {
  readonly date: string;
}

/** A value of a TOML file: an integer is a bigint, as TOML has 64 bits of it, and a float a number. */
export type TomlValue =
  string | boolean | bigint | number | TomlDate | readonly TomlValue[] | TomlTable;

/** A table by key, in the order of the file; a Map has no key `__proto__` that is not one. */
export type TomlTable = ReadonlyMap<string, TomlValue>;

/** The keys that lead from the top to a value. */
export type TomlPath = readonly string[];

export const isTable = (value: TomlValue | undefined): value is TomlTable => value instanceof Map;

export const isList = (value: TomlValue | undefined): value is readonly TomlValue[] =>
  Array.isArray(value);

/** Returns the value that the keys lead to; undefined: there is none. */
export function valueAt(top: TomlTable, path: TomlPath): TomlValue | undefined {
  let value: TomlValue | undefined = top;
  for (const key of path) value = isTable(value) ? value.get(key) : undefined;
  return value;
}

/** Returns the table that the keys lead to; null: there is none. */
export function tableAt(top: TomlTable, path: TomlPath): TomlTable | null {
  const value = valueAt(top, path);
  return isTable(value) ? value : null;
}

/** Writes a path as TOML writes a dotted key: `plugins."io.containerd.snapshotter.v1.devmapper"`. */
export const dotted = (path: TomlPath): string =>
  path.map((key) => (/^[A-Za-z0-9_-]+$/.test(key) ? key : tomlString(key))).join('.');

/** Writes a string as a basic string of TOML, which escapes what JSON does, and DEL. */
export const tomlString = (text: string): string =>
  JSON.stringify(text).replaceAll('\u007f', '\\u007F');

/** Writes a value on one line, a table as an inline table with sorted keys: equal values have equal text. */
export function tomlText(value: TomlValue): string {
  if (typeof value === 'string') return tomlString(value);
  if (typeof value === 'number') return floatText(value);
  if (isList(value)) return `[${value.map(tomlText).join(', ')}]`;
  if (isTable(value)) return inlineTable(value);
  return typeof value === 'object' ? value.date : String(value);
}

function inlineTable(table: TomlTable): string {
  const members = [...table]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${dotted([key])} = ${tomlText(value)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** TOML wants a point in a float, and calls infinity inf. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
