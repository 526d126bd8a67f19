import { ParseError } from './errors.ts';

/** A JSON object whose values have not been checked yet. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Tells a JSON object from any other value, a list and null included. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws ParseError when `text` is not JSON */
export function parseJson(source: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ParseError(source, 'JSON', text);
  }
}

/** Returns `value` as JSON, for the text of a ParseError. */
export function quoted(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** Typed readers for the fields of one object; each throws a ParseError that quotes the value. */
export interface Fields {
  /** The tool or file the object comes from. */
  readonly source: string;
  has(field: string): boolean;
  /** Reads a string, which may be empty. */
  text(field: string): string;
  /** Reads a string that is not empty. */
  name(field: string): string;
  /** Reads a whole number of at least 0. */
  count(field: string): number;
  /** Reads such a number, which LVM and util-linux before 2.33 print as a string. */
  digits(field: string): number;
  /** Reads true or false. */
  flag(field: string): boolean;
  /** Reads true or false, which util-linux before 2.33 prints as "1" or "0", lvmconfig as 1 or 0. */
  oneOrZero(field: string): boolean;
}

const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const nameIn = (value: unknown): string | null => (value === '' ? null : textIn(value));

const countIn = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;

const digitsIn = (value: unknown): number | null =>
  countIn(typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value);

const flagIn = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

function oneOrZeroIn(value: unknown): boolean | null {
  if (value === 1 || value === '1') return true;
  return value === 0 || value === '0' ? false : flagIn(value);
}

/** @throws ParseError when `record` is not a JSON object */
export function fields(source: string, record: unknown): Fields {
  if (!isRecord(record)) throw new ParseError(source, 'an object', quoted(record));
  const take = <T>(field: string, wanted: string, valueIn: (value: unknown) => T | null): T => {
    const value = valueIn(record[field]);
    if (value !== null) return value;
    throw new ParseError(source, `${wanted} for ${field}`, quoted(record[field]));
  };
  return {
    source,
    has: (field) => record[field] !== undefined,
    text: (field) => take(field, 'a string', textIn),
    name: (field) => take(field, 'a string', nameIn),
    count: (field) => take(field, 'a whole number', countIn),
    digits: (field) => take(field, 'a whole number', digitsIn),
    flag: (field) => take(field, 'true or false', flagIn),
    oneOrZero: (field) => take(field, 'true or false', oneOrZeroIn),
  };
}
