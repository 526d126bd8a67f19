import { ParseError } from './errors.ts';

/** A JSON object whose values are not looked at yet. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Is this a JSON object, and no list or null? */
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

/** A value as JSON, for the text of a ParseError. */
export function quoted(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
