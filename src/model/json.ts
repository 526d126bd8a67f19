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
  /** Reads a string, which may be empty. */
  text(field: string): string;
  /** Reads a string that is not empty. */
  name(field: string): string;
  /** Reads a whole number of at least 0; util-linux before 2.33 and LVM print it as a string. */
  count(field: string): number;
  /** Reads true or false; util-linux before 2.33 prints "1" and "0", lvmconfig 1 and 0. */
  flag(field: string): boolean;
}

const YES: readonly unknown[] = [true, 1, '1'];
const NO: readonly unknown[] = [false, 0, '0'];

/** @throws ParseError when `record` is not a JSON object */
export function fields(source: string, record: unknown): Fields {
  if (!isRecord(record)) throw new ParseError(source, 'an object', quoted(record));
  const wrong = (wanted: string, field: string): ParseError =>
    new ParseError(source, `${wanted} for ${field}`, quoted(record[field]));
  const text = (field: string): string => {
    const value = record[field];
    if (typeof value === 'string') return value;
    throw wrong('a string', field);
  };
  return {
    source,
    text,
    name: (field) => {
      const value = text(field);
      if (value !== '') return value;
      throw wrong('a string', field);
    },
    count: (field) => {
      const value = record[field];
      const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
      if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
      throw wrong('a whole number', field);
    },
    flag: (field) => {
      const value = record[field];
      if (YES.includes(value)) return true;
      if (NO.includes(value)) return false;
      throw wrong('true or false', field);
    },
  };
}
